### Titles of problems, as programs show them to their users. What to do about one, its `detail` says, in English.

problem-bad-request = The request can't be read
problem-unauthorized = Sign in first
problem-forbidden = This is not for you
problem-not-found = There is no such thing
problem-method-not-allowed = Another method is needed here
problem-conflict = The request conflicts with what is there
problem-too-large = The request is too large
problem-not-json = The request is not JSON
problem-against-the-rules = The request is against the rules
problem-failed = The request failed
problem-too-many = Too many requests
problem-not-now = Not possible now
problem-changed-meanwhile = Changed meanwhile
problem-precondition-needed = Say what you have seen
problem-not-yet = Not there yet
