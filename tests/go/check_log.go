// Check_log reads a published log as a stranger would, and says whether all of it
// holds together: the checkpoint's signature, every tile, every entry, and, if an
// earlier checkpoint is given, that nothing before it was changed.
//
// It shares no code with the service. It needs nothing but Debian's golang-go and
// golang-golang-x-mod-dev:
//
//	GO111MODULE=off GOPATH=/usr/share/gocode go run check_log.go URL VKEY [OLD_CHECKPOINT_FILE]
//
// URL is the log's prefix, such as http://127.0.0.1:8080/log. The formats are those
// of C2SP: signed-note, tlog-checkpoint, tlog-tiles. What an entry says is not looked at.
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	tileHeight = 8
	tileWidth  = 1 << tileHeight
)

func main() {
	if len(os.Args) != 3 && len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: check_log URL VKEY [OLD_CHECKPOINT_FILE]")
		os.Exit(2)
	}
	oldFile := ""
	if len(os.Args) == 4 {
		oldFile = os.Args[3]
	}
	summary, err := checkLog(strings.TrimSuffix(os.Args[1], "/"), os.Args[2], oldFile)
	if err != nil {
		fmt.Println("FAIL:", err)
		os.Exit(1)
	}
	fmt.Println("ok", summary)
}

func checkLog(url, vkey, oldFile string) (string, error) {
	verifier, err := note.NewVerifier(strings.TrimSpace(vkey))
	if err != nil {
		return "", err
	}
	log := &publishedLog{url: url, tiles: make(map[tlog.Tile][]byte)}
	signed, err := log.get("checkpoint")
	if err != nil {
		return "", err
	}
	tree, err := openCheckpoint(signed, verifier)
	if err != nil {
		return "", fmt.Errorf("checkpoint: %w", err)
	}

	entries, err := readEntries(log, tree.N)
	if err != nil {
		return "", err
	}
	if err := checkRoot(tree, entries); err != nil {
		return "", err
	}
	tiles := tlog.TileHashReader(tree, log)
	if err := checkTiles(tree.N, tiles, entries); err != nil {
		return "", err
	}
	consistentWith := "none"
	if oldFile != "" {
		signed, err := os.ReadFile(oldFile)
		if err != nil {
			return "", err
		}
		old, err := openCheckpoint(signed, verifier)
		if err != nil {
			return "", fmt.Errorf("old checkpoint: %w", err)
		}
		if err := checkConsistency(old, tree, tiles); err != nil {
			return "", fmt.Errorf("size %d does not continue size %d: %w", tree.N, old.N, err)
		}
		consistentWith = strconv.FormatInt(old.N, 10)
	}
	return fmt.Sprintf("size=%d root=%v consistent_with=%s entries=%d", tree.N, tree.Hash, consistentWith, tree.N), nil
}

var emptyRoot = tlog.Hash(sha256.Sum256(nil))

// openCheckpoint is strict where tlog.ParseTree knows only the origin of Go's own log.
func openCheckpoint(signed []byte, verifier note.Verifier) (tree tlog.Tree, err error) {
	opened, err := note.Open(signed, note.VerifierList(verifier))
	if err != nil {
		return tree, err
	}
	lines := strings.Split(strings.TrimSuffix(opened.Text, "\n"), "\n")
	if len(lines) < 3 {
		return tree, errors.New("fewer than three lines")
	}
	if lines[0] != verifier.Name() {
		return tree, fmt.Errorf("the origin is %q, the key's name %q", lines[0], verifier.Name())
	}
	tree.N, err = strconv.ParseInt(lines[1], 10, 64)
	if err != nil || tree.N < 0 || strconv.FormatInt(tree.N, 10) != lines[1] {
		return tree, fmt.Errorf("the size is %q", lines[1])
	}
	tree.Hash, err = tlog.ParseHash(lines[2])
	return tree, err
}

// hashesOfEntries holds every hash of the tree, computed from the entries alone, in
// the order of tlog.StoredHashIndex.
type hashesOfEntries []tlog.Hash

func (hashes hashesOfEntries) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	read := make([]tlog.Hash, 0, len(indexes))
	for _, index := range indexes {
		read = append(read, hashes[index])
	}
	return read, nil
}

// readEntries reads every bundle of a log of that size.
func readEntries(log *publishedLog, size int64) (hashes hashesOfEntries, err error) {
	for read := int64(0); read < size; {
		bundle := tlog.Tile{H: tileHeight, L: -1, N: read / tileWidth, W: widthAt(read, size)}
		path := pathOf(bundle)
		rest, err := log.get(path)
		if err != nil {
			return nil, err
		}
		for i := 0; i < bundle.W; i++ {
			if len(rest) < 2 || len(rest)-2 < int(binary.BigEndian.Uint16(rest)) {
				return nil, fmt.Errorf("%s ends within entry %d", path, read)
			}
			end := 2 + int(binary.BigEndian.Uint16(rest))
			added, err := tlog.StoredHashes(read, rest[2:end], hashes)
			if err != nil {
				return nil, err
			}
			hashes = append(hashes, added...)
			rest = rest[end:]
			read++
		}
		if len(rest) != 0 {
			return nil, fmt.Errorf("%s has more than its entries", path)
		}
	}
	return hashes, nil
}

func checkRoot(tree tlog.Tree, entries hashesOfEntries) error {
	root := emptyRoot
	if tree.N > 0 {
		var err error
		if root, err = tlog.TreeHash(tree.N, entries); err != nil {
			return err
		}
	}
	if root != tree.Hash {
		return fmt.Errorf("the entries lead to the root %v, signed is %v", root, tree.Hash)
	}
	return nil
}

// checkTiles reads every tile of every level as other auditors do, and compares each
// hash in it with the entries. The reader's word alone would not do: before x/mod 0.40.0
// it leaves some full tiles unauthenticated (CVE-2026-56865), and Debian has 0.7.0.
func checkTiles(size int64, tiles tlog.HashReader, entries hashesOfEntries) error {
	for level := 0; size>>(tileHeight*level) > 0; level++ {
		count := size >> (tileHeight * level)
		for first := int64(0); first < count; first += tileWidth {
			tile := tlog.Tile{H: tileHeight, L: level, N: first / tileWidth, W: widthAt(first, count)}
			published, err := tlog.ReadTileData(tile, tiles)
			if err != nil {
				return fmt.Errorf("from %s up to the root: %w", pathOf(tile), err)
			}
			expected, err := tlog.ReadTileData(tile, entries)
			if err != nil {
				return err
			}
			if !bytes.Equal(published, expected) {
				return fmt.Errorf("%s does not follow from the entries", pathOf(tile))
			}
		}
	}
	return nil
}

func checkConsistency(old, tree tlog.Tree, tiles tlog.HashReader) error {
	if old.N == 0 {
		if old.Hash != emptyRoot {
			return errors.New("the old root is not the hash of nothing")
		}
		return nil
	}
	proof, err := tlog.ProveTree(tree.N, old.N, tiles)
	if err != nil {
		return err
	}
	return tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash)
}

func widthAt(first, count int64) int {
	if count-first < tileWidth {
		return int(count - first)
	}
	return tileWidth
}

// pathOf turns the path of Go's own log into that of C2SP: the height is not named,
// and what is called data there is called entries.
func pathOf(tile tlog.Tile) string {
	path := strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", tileHeight))
	if tile.L == -1 {
		path = "entries/" + strings.TrimPrefix(path, "data/")
	}
	return "tile/" + path
}

// publishedLog fetches files of the log, and is the tlog.TileReader of its tiles.
type publishedLog struct {
	url   string
	tiles map[tlog.Tile][]byte
}

var client = http.Client{Timeout: 30 * time.Second}

func (log *publishedLog) get(path string) ([]byte, error) {
	response, err := client.Get(log.url + "/" + path)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", path, response.Status)
	}
	return io.ReadAll(response.Body)
}

func (log *publishedLog) Height() int { return tileHeight }

// ReadTiles fetches each tile once: the reader asks for the right edge again and again.
func (log *publishedLog) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	read := make([][]byte, 0, len(tiles))
	for _, tile := range tiles {
		if _, fetched := log.tiles[tile]; !fetched {
			data, err := log.get(pathOf(tile))
			if err != nil {
				return nil, err
			}
			log.tiles[tile] = data
		}
		read = append(read, log.tiles[tile])
	}
	return read, nil
}

// SaveTiles has nothing to do: the tiles are kept as long as the check runs.
func (log *publishedLog) SaveTiles([]tlog.Tile, [][]byte) {}
