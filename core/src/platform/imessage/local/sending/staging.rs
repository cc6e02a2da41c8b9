//! Copies of files where Messages can read them. Messages is sandboxed: a file elsewhere is accepted,
//! and its transfer fails afterwards.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use uuid::Uuid;

use crate::error::{Error, ErrorKind, Result};

/// The folder of this library in a staging folder.
const OURS: &str = "spectrum-imessage";
/// How old a copy is when nobody needs it any more.
const LEFTOVER: Duration = Duration::from_secs(24 * 60 * 60);
/// How long a file name may be, in bytes.
const LONGEST_NAME: usize = 255;

/// A copy in a folder of its own. Removed when dropped, unless it was handed over.
pub(super) struct Staged {
    folder: PathBuf,
    name: String,
    handed_over: bool,
}

impl Staged {
    /// Where the copy lies.
    pub(super) fn path(&self) -> PathBuf {
        self.folder.join(&self.name)
    }

    /// Its name.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The last part of its folder, which no other copy has.
    pub(super) fn id(&self) -> &str {
        self.folder.file_name().and_then(|name| name.to_str()).unwrap_or_default()
    }

    /// Messages may read it from now on.
    pub(super) fn hand_over(&mut self) {
        self.handed_over = true;
    }

    /// Messages is done with it.
    pub(super) fn discard(mut self) {
        self.handed_over = false;
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        if !self.handed_over {
            // What cannot be removed is a leftover.
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

/// Copies the bytes of a file into the first folder that takes them. Blocks.
///
/// # Errors
/// `ValidationError` if it is not there, cannot be read, is not a regular file, is empty or larger
/// than `most` bytes; an error if no folder can be written.
pub(super) fn stage(path: &Path, name: &str, roots: &[PathBuf], most: u64) -> Result<Staged> {
    let mut source = open(path, most)?;
    let name = safe_name(name);
    let mut last = io::Error::from(io::ErrorKind::NotFound);
    for root in roots {
        match copy(&mut source, root, &name, most) {
            Ok(Some(staged)) => return Ok(staged),
            Ok(None) => return Err(too_large(path, most)),
            Err(Failed::Reading(error)) => return Err(cannot_read(path, &error)),
            Err(Failed::Writing(error)) => last = error,
        }
    }
    let folders: Vec<_> = roots.iter().map(|root| root.display().to_string()).collect();
    Err(Error::new(
        ErrorKind::Other,
        "fileNotWritable",
        format!(
            "not sent: no copy can be written where Messages can read it ({}): {last}; make room, or grant \
             Full Disk Access to the program that started this one",
            folders.join(", ")
        ),
    ))
}

fn open(path: &Path, most: u64) -> Result<File> {
    // Opening anything else than a file may wait for ever.
    let found = fs::metadata(path).map_err(|error| cannot_read(path, &error))?;
    let no_file =
        || Error::validation("notAFile", format!("{} is not a regular file", path.display()));
    if !found.is_file() {
        return Err(no_file());
    }
    let file = File::open(path).map_err(|error| cannot_read(path, &error))?;
    let found = file.metadata().map_err(|error| cannot_read(path, &error))?;
    match found.len() {
        _ if !found.is_file() => Err(no_file()),
        0 => Err(Error::validation("emptyFile", format!("{} is empty", path.display()))),
        size if size > most => Err(too_large(path, most)),
        _ => Ok(file),
    }
}

enum Failed {
    Reading(io::Error),
    Writing(io::Error),
}

/// `None` if there is more than the limit.
fn copy(
    source: &mut File,
    root: &Path,
    name: &str,
    most: u64,
) -> std::result::Result<Option<Staged>, Failed> {
    let folder = root.join(OURS).join(Uuid::new_v4().to_string());
    make_folder(&folder).map_err(Failed::Writing)?;
    let staged = Staged { folder, name: name.to_owned(), handed_over: false };
    let mut copy = create(&staged.path()).map_err(Failed::Writing)?;
    source.rewind().map_err(Failed::Reading)?;
    // By hand: copying as a file would take marks of downloads and the like along.
    let mut buffer = vec![0; 256 * 1024];
    let mut size: u64 = 0;
    loop {
        let read = match source.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(Failed::Reading(error)),
        };
        size += read as u64;
        if size > most {
            return Ok(None);
        }
        copy.write_all(&buffer[..read]).map_err(Failed::Writing)?;
    }
    copy.flush().map_err(Failed::Writing)?;
    Ok(Some(staged))
}

fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(folder)
}

fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}

/// Whether copies can be written below a folder. Blocks. Leaves nothing behind.
pub(in super::super) fn works(root: &Path) -> io::Result<()> {
    let ours = root.join(OURS);
    let is_new = !ours.exists();
    let folder = ours.join(Uuid::new_v4().to_string());
    make_folder(&folder)?;
    let written = create(&folder.join("test")).and_then(|mut file| file.write_all(b"test"));
    let removed = fs::remove_dir_all(&folder);
    if is_new {
        // Only if it is empty.
        let _ = fs::remove_dir(ours);
    }
    written.and(removed)
}

/// Removes copies that earlier runs left behind. Blocks.
pub(super) fn sweep(roots: &[PathBuf]) {
    for root in roots {
        let Ok(entries) = fs::read_dir(root.join(OURS)) else { continue };
        for entry in entries.flatten() {
            let age = entry.metadata().and_then(|found| found.modified()).ok();
            if age.and_then(|at| at.elapsed().ok()).is_some_and(|age| age > LEFTOVER) {
                // Another process may be faster.
                let _ = fs::remove_dir_all(entry.path());
            }
        }
    }
}

/// A name that is one: without folders and control characters, not too long, its ending kept.
fn safe_name(name: &str) -> String {
    let replaced: String =
        name.trim().chars().map(|c| if c == '/' || c.is_control() { '_' } else { c }).collect();
    let name = match replaced.as_str() {
        "" | "." | ".." => "attachment",
        name => name,
    };
    if name.len() <= LONGEST_NAME {
        return name.to_owned();
    }
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if ending.len() <= 16 => (stem, format!(".{ending}")),
        _ => (name, String::new()),
    };
    let mut end = stem.len().min(LONGEST_NAME - ending.len());
    while !stem.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{ending}", &stem[..end])
}

fn cannot_read(path: &Path, error: &io::Error) -> Error {
    let code = match error.kind() {
        io::ErrorKind::NotFound => "fileNotFound",
        _ => "fileNotReadable",
    };
    Error::validation(code, format!("cannot read {}: {error}", path.display()))
}

fn too_large(path: &Path, most: u64) -> Error {
    let what = format!("{} has more than the {most} bytes that are taken", path.display());
    Error::validation("attachmentTooLarge", what).with_context("limit", most.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOST: u64 = 1000;

    struct Place {
        folder: tempfile::TempDir,
        roots: [PathBuf; 2],
    }

    fn place() -> Place {
        let folder = tempfile::tempdir().expect("a folder");
        let roots = ["first", "second"].map(|root| folder.path().join(root));
        Place { folder, roots }
    }

    impl Place {
        fn file(&self, content: &[u8]) -> PathBuf {
            let path = self.folder.path().join("source.bin");
            fs::write(&path, content).expect("written");
            path
        }

        fn code(&self, path: &Path) -> String {
            let error = stage(path, "a", &self.roots, MOST).err().expect("refused");
            assert!(!self.roots[0].exists(), "nothing is left");
            error.code().to_owned()
        }
    }

    #[test]
    fn a_copy_is_private_and_goes_when_it_is_dropped() {
        let place = place();
        let staged = stage(&place.file(b"abc"), "Photo 1.jpeg", &place.roots, MOST).expect("fine");
        let path = staged.path();
        assert_eq!(path.file_name().expect("named"), "Photo 1.jpeg");
        assert_eq!(fs::read(&path).expect("there"), b"abc");
        assert!(path.starts_with(place.roots[0].join(OURS).join(staged.id())));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode();
            assert_eq!(mode(&path) & 0o777, 0o600);
            assert_eq!(mode(path.parent().expect("a folder")) & 0o777, 0o700);
        }
        drop(staged);
        assert!(!path.parent().expect("a folder").exists());

        let mut staged = stage(&place.file(b"abc"), "x", &place.roots, MOST).expect("fine");
        staged.hand_over();
        let path = staged.path();
        drop(staged);
        assert!(path.exists(), "Messages may be reading it");
    }

    #[test]
    fn what_is_no_file_to_send_is_refused() {
        let place = place();
        assert_eq!(place.code(&place.folder.path().join("none")), "fileNotFound");
        assert_eq!(place.code(place.folder.path()), "notAFile");
        assert_eq!(place.code(&place.file(b"")), "emptyFile");
        assert_eq!(place.code(&place.file(&[0; 1001])), "attachmentTooLarge");
        #[cfg(unix)]
        assert_eq!(place.code(Path::new("/dev/zero")), "notAFile");
        stage(&place.file(&[0; 1000]), "a", &place.roots, MOST).expect("the limit itself");
    }

    #[test]
    #[cfg(unix)]
    fn a_file_that_may_not_be_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let place = place();
        let path = place.file(b"abc");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o0)).expect("set");
        // The superuser may read everything.
        if File::open(&path).is_err() {
            assert_eq!(place.code(&path), "fileNotReadable");
        }
    }

    #[test]
    fn the_second_folder_is_taken_when_the_first_cannot_be_written() {
        let place = place();
        fs::write(&place.roots[0], "a file, not a folder").expect("written");
        let staged = stage(&place.file(b"abc"), "x", &place.roots, MOST).expect("fine");
        assert!(staged.path().starts_with(&place.roots[1]));
        fs::write(place.roots[1].with_extension("x"), "").expect("written");
        let none = [place.roots[0].clone(), place.roots[1].with_extension("x")];
        let error = stage(&place.file(b"abc"), "x", &none, MOST).err().expect("refused");
        assert_eq!(error.code(), "fileNotWritable");
    }

    #[test]
    fn a_try_leaves_nothing_behind() {
        let place = place();
        fs::create_dir(&place.roots[0]).expect("made");
        works(&place.roots[0]).expect("works");
        assert_eq!(fs::read_dir(&place.roots[0]).expect("there").count(), 0);
        fs::write(&place.roots[1], "a file").expect("written");
        assert!(works(&place.roots[1]).is_err());
    }

    #[test]
    fn names_stay_in_their_folder() {
        assert_eq!(safe_name("../../etc/passwd"), ".._.._etc_passwd");
        assert_eq!(safe_name(".."), "attachment");
        assert_eq!(safe_name(" \n"), "attachment");
        assert_eq!(safe_name("a\0b\nc.txt"), "a_b_c.txt");
        assert_eq!(safe_name("\u{fc}bung (1).pdf"), "\u{fc}bung (1).pdf");
        let long = safe_name(&format!("{}.jpeg", "\u{1f600}".repeat(100)));
        assert!(long.len() <= LONGEST_NAME && long.ends_with("\u{1f600}.jpeg"));
    }

    #[test]
    #[cfg(unix)]
    fn leftovers_go_after_a_day_and_nothing_else() {
        let place = place();
        let mut old = stage(&place.file(b"abc"), "x", &place.roots, MOST).expect("fine");
        let mut new = stage(&place.file(b"abc"), "x", &place.roots, MOST).expect("fine");
        let other = place.roots[0].join("other");
        fs::create_dir(&other).expect("made");
        old.hand_over();
        new.hand_over();
        let long_ago = std::time::SystemTime::now() - LEFTOVER - Duration::from_secs(60);
        for folder in [&old.folder, &other] {
            File::open(folder).expect("opens").set_modified(long_ago).expect("set");
        }
        sweep(&place.roots);
        assert!(!old.path().exists() && new.path().exists() && other.exists());
    }
}
