//! The data folder: its lock, the places in it, and who may pass through.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Write as _},
    os::unix::{
        fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt},
        net::UnixListener,
    },
    path::{Path, PathBuf},
};

use nix::{
    errno::Errno,
    sys::statvfs::{FsFlags, Statvfs, statvfs},
    unistd::{Group, Uid, User, chown, geteuid, syncfs},
};

use super::{PictureFolder, disk::advice};

/// What has to be free before a folder is opened, in bytes: with less, sled can't write what it writes when it
/// opens, and says so in words that mislead.
const LEAST_FREE: u64 = 4 << 20;

/// The data folder can't be used.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// The operating system refused.
    #[error("{0}: {1}{advice}", advice = advice(.1))]
    Io(PathBuf, io::Error),
    /// No room to work in.
    #[error(
        "{0}: the disk is full, {kib} KiB are free there: free some space, then start again", kib = .1 / 1024
    )]
    Full(PathBuf, u64),
    /// Nothing can be written.
    #[error(
        "{0}: the disk is mounted read-only, so nothing can be recorded: find out why (`dmesg`), mount it writable, then start again"
    )]
    ReadOnly(PathBuf),
    /// Another process works on it.
    #[error(
        "{0}: another ocop-stamp is working on this data folder; stop it first, or let it finish"
    )]
    InUse(PathBuf),
    /// Something is in the way.
    #[error("{0}: the folder holds something already; choose a new or empty one")]
    NotEmpty(PathBuf),
    /// A group that this machine does not have.
    #[error(
        "there is no group {0:?} on this machine: make it (`addgroup --system {0}`), or name another as serve.control_group"
    )]
    NoSuchGroup(String),
    /// A group whose members could not be let in.
    #[error(
        "who runs the service is no member of the group {0:?}, and so may not let its members in: add them (`adduser USER {0}`), or name another group as serve.control_group"
    )]
    NotInGroup(String),
    /// A service runs there, and does not let whoever asks in.
    #[error(
        "{0}: its service does not let you in; have its operator add you to the group that it lets in (setting serve.control_group), then sign in anew; the folders above must let that group through, too"
    )]
    NotLetIn(PathBuf),
    /// Somebody else's, and no service runs there to let anybody in.
    #[error(
        "{0}: no service runs on this data folder, and the folder itself is somebody else's: have its operator start the service, or run the command as the folder's owner"
    )]
    NotYours(PathBuf),
    /// Root works on what another user's service has to work on later.
    #[error(
        "{0}: this data folder belongs to {1}, whose service could not read what root writes there; run the command as that user: runuser -u {1} -- ocop-stamp …"
    )]
    OfAnotherUser(PathBuf, String),
    /// No data folder.
    #[error(
        "{0}: not a data folder of ocop-stamp; make one with `ocop-stamp init`, or see `ocop-stamp demo`"
    )]
    NotADataFolder(PathBuf),
}

/// A data folder that this process alone works on, as long as this value lives.
pub struct DataFolder {
    path: PathBuf,
    _lock: File,
}

impl DataFolder {
    /// Makes a new folder, or takes an empty one, readable by its owner only.
    ///
    /// # Errors
    /// [`FolderError`]
    pub fn create(path: &Path) -> Result<Self, FolderError> {
        let io_error = |error| FolderError::Io(path.to_owned(), error);
        match fs::DirBuilder::new().mode(0o700).create(path) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                if fs::read_dir(path).map_err(io_error)?.next().is_some() {
                    return Err(FolderError::NotEmpty(path.to_owned()));
                }
                fs::set_permissions(path, fs::Permissions::from_mode(0o700)).map_err(io_error)?;
            }
            Err(error) => return Err(io_error(error)),
        }
        Self::lock(path)
    }

    /// Opens a data folder.
    ///
    /// # Errors
    /// [`FolderError`]
    pub fn open(path: &Path) -> Result<Self, FolderError> {
        find(path)?;
        Self::lock(path)
    }

    fn lock(path: &Path) -> Result<Self, FolderError> {
        let io_error = |error: io::Error| match error.kind() == io::ErrorKind::PermissionDenied {
            true => FolderError::NotYours(path.to_owned()),
            false => FolderError::Io(path.to_owned(), error),
        };
        let owner = fs::metadata(path).map_err(io_error)?.uid();
        if geteuid().is_root() && owner != 0 {
            let user = User::from_uid(Uid::from_raw(owner)).ok().flatten();
            let name = user.map_or_else(|| format!("#{owner}"), |user| user.name);
            return Err(FolderError::OfAnotherUser(path.to_owned(), name));
        }
        has_room(path)?;
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .mode(0o600)
            .open(path.join("lock"))
            .map_err(io_error)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(FolderError::InUse(path.to_owned())),
            Err(TryLockError::Error(error)) => return Err(io_error(error)),
        }
        Ok(Self { path: path.to_owned(), _lock: lock })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its pictures of products.
    pub fn pictures(&self) -> PictureFolder {
        PictureFolder::of(&self.path)
    }

    /// Listens on the control socket, for the folder's owner and, if there is one, for the members of a group. They
    /// may pass through the folder to the socket, and read the settings; everything else in it is its owner's alone.
    ///
    /// # Errors
    /// [`FolderError`]
    pub fn listen_for_control(
        &self,
        group: Option<&ControlGroup>,
    ) -> Result<UnixListener, FolderError> {
        let socket = control_socket(&self.path);
        // The folder is ours alone, so a socket that is there is what a crash left behind.
        match fs::remove_file(&socket) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(FolderError::Io(socket, error));
            }
            Ok(()) | Err(_) => {}
        }
        let bind = || {
            let bound = UnixListener::bind(&socket);
            bound.map_err(|error| FolderError::Io(socket.clone(), error))
        };
        let Some(ControlGroup(group)) = group else {
            // What a setting opened that is not there any more; a mode of somebody's own choice stays.
            if mode_of(&self.path)? == OPEN_TO_GROUP {
                set_mode(&self.path, 0o700)?;
            }
            let listener = bind()?;
            set_mode(&socket, 0o600)?;
            return Ok(listener);
        };
        self.close_all_within()?;
        let listener = bind()?;
        // The settings hold no secret, and commands heed them.
        let settings = settings_file(&self.path);
        for (path, mode) in [(&socket, 0o660), (&settings, 0o640), (&self.path, OPEN_TO_GROUP)] {
            chown(path, None, Some(group.gid)).map_err(|error| {
                if error == Errno::EPERM {
                    FolderError::NotInGroup(group.name.clone())
                } else {
                    FolderError::Io(path.clone(), error.into())
                }
            })?;
            set_mode(path, mode)?;
        }
        Ok(listener)
    }

    /// Closes what is in the folder to all but its owner. What a link leads to is somebody else's to close.
    fn close_all_within(&self) -> Result<(), FolderError> {
        let io_error = |error| FolderError::Io(self.path.clone(), error);
        for entry in fs::read_dir(&self.path).map_err(io_error)? {
            let path = entry.map_err(io_error)?.path();
            if path.is_symlink() {
                continue;
            }
            let closed = mode_of(&path).and_then(|mode| match mode & 0o077 {
                0 => Ok(()),
                _ => set_mode(&path, mode & 0o700),
            });
            match closed {
                // The timekeeper's temporary file has got its name meanwhile.
                Err(FolderError::Io(_, error)) if error.kind() == io::ErrorKind::NotFound => {}
                closed => closed?,
            }
        }
        Ok(())
    }
}

/// The mode of a folder that a group may pass through and not list.
const OPEN_TO_GROUP: u32 = 0o710;

/// A group of this machine whose members may use the control socket.
pub struct ControlGroup(Group);

impl ControlGroup {
    /// Finds a group by its name.
    ///
    /// # Errors
    /// [`FolderError::NoSuchGroup`]
    pub fn find(name: &str) -> Result<Self, FolderError> {
        let group = Group::from_name(name).ok().flatten();
        group.map(Self).ok_or_else(|| FolderError::NoSuchGroup(name.to_owned()))
    }
}

/// Finds a data folder that whoever asks may see.
///
/// # Errors
/// [`FolderError::NotADataFolder`], [`FolderError::NotYours`]
pub fn find(path: &Path) -> Result<(), FolderError> {
    match fs::metadata(settings_file(path)) {
        Ok(settings) if settings.is_file() => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            Err(FolderError::NotYours(path.to_owned()))
        }
        Ok(_) | Err(_) => Err(FolderError::NotADataFolder(path.to_owned())),
    }
}

fn mode_of(path: &Path) -> Result<u32, FolderError> {
    let metadata = fs::symlink_metadata(path);
    let metadata = metadata.map_err(|error| FolderError::Io(path.to_owned(), error))?;
    Ok(metadata.permissions().mode() & 0o777)
}

fn set_mode(path: &Path, mode: u32) -> Result<(), FolderError> {
    let permissions = fs::Permissions::from_mode(mode);
    fs::set_permissions(path, permissions).map_err(|error| FolderError::Io(path.to_owned(), error))
}

/// Whether the disks of a data folder can be written and have room to open it. Parts of it may lie on disks
/// of their own.
///
/// # Errors
/// [`FolderError::ReadOnly`], [`FolderError::Full`]
pub fn has_room(data: &Path) -> Result<(), FolderError> {
    let parts = ["journal", "sled", "log"].map(|part| data.join(part));
    for part in std::iter::once(data.to_owned()).chain(parts) {
        if !part.is_dir() {
            continue;
        }
        let disk = statvfs(&part).map_err(|error| FolderError::Io(part.clone(), error.into()))?;
        if disk.flags().contains(FsFlags::ST_RDONLY) {
            return Err(FolderError::ReadOnly(part));
        }
        let free = free_of(&disk);
        // A log that has no room is published when it has: that is no reason not to start.
        if free < LEAST_FREE && !part.ends_with("log") {
            return Err(FolderError::Full(part, free));
        }
    }
    Ok(())
}

/// How much may be written on the disk of a path.
///
/// # Errors
/// If the operating system does not say.
pub fn free_bytes(path: &Path) -> io::Result<u64> {
    Ok(free_of(&statvfs(path)?))
}

fn free_of(disk: &Statvfs) -> u64 {
    disk.blocks_available() * disk.fragment_size()
}

/// Has all that was written to the disk of a folder on it, in one go.
///
/// # Errors
/// If the operating system says that something is not.
pub fn sync_disk_of(folder: &Path) -> io::Result<()> {
    Ok(syncfs(File::open(folder)?)?)
}

/// Whether a process seems to work on a data folder. Asks without taking the lock, which would be in the
/// way of a service that starts at this moment.
pub fn seems_in_use(data: &Path) -> bool {
    let Ok(lock) = fs::metadata(data.join("lock")) else { return false };
    let Ok(locks) = fs::read_to_string("/proc/locks") else { return false };
    let inode = format!(":{} ", lock.ino());
    locks.lines().any(|line| line.contains("FLOCK") && line.contains(&inode))
}

/// The settings of a data folder.
pub fn settings_file(data: &Path) -> PathBuf {
    data.join("ocop-stamp.toml")
}

/// Keys and secrets.
pub fn keys(data: &Path) -> PathBuf {
    data.join("keys")
}

/// The published log: the one that goes on.
pub fn log(data: &Path) -> PathBuf {
    log_at(data, log_number(data))
}

/// The published log and those that it continues: the first one, and those after it in numbered folders below.
pub fn logs(data: &Path) -> PathBuf {
    data.join("log")
}

/// The published log of a number, from 1.
pub fn log_at(data: &Path, number: u32) -> PathBuf {
    match number {
        0 | 1 => logs(data),
        _ => logs(data).join(number.to_string()),
    }
}

/// The number of the log that goes on: of the newest folder.
pub fn log_number(data: &Path) -> u32 {
    (2..).find(|number| !log_at(data, *number).is_dir()).map_or(1, |missing| missing - 1)
}

/// Pictures of products.
pub fn pictures(data: &Path) -> PathBuf {
    data.join("pictures")
}

/// Sample stamps of a demo.
pub fn samples(data: &Path) -> PathBuf {
    data.join("samples")
}

/// Where a running service takes changes.
pub fn control_socket(data: &Path) -> PathBuf {
    data.join("control.sock")
}

/// Writes a new file that its owner alone can read, and has it on disk when it returns.
///
/// # Errors
/// If it exists, or the operating system refuses.
pub fn write_new(path: &Path, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all()
}
