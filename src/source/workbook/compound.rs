//! Compound files, in which an `.xls` and a workbook with a password lie: a small file system of sectors. Only what leads to
//! a stream is read, by its name, wherever the directory has it: what else is wrong with a file condemns nothing.

use std::collections::HashSet;

use super::{Fault, Limit, MAX_FILE};

/// The start of a compound file.
pub(super) const MAGIC: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// The bytes of the header.
const HEADER: usize = 512;

/// The sectors of the table of sectors that the header itself names, and where.
const NAMED_IN_HEADER: (usize, usize) = (109, 0x4C);

/// Sectors from this number on are none: the end of a chain, a free one, a part of the table.
const NO_SECTOR: u32 = 0xFFFF_FFFA;

/// The bytes of an entry of the directory.
const ENTRY: usize = 128;

/// Small streams lie in sectors of their own inside that of the root, this many bytes each.
const SMALL_SECTOR: usize = 64;

/// The kinds of entries that hold bytes.
const STREAM: u8 = 2;
const ROOT: u8 = 5;

/// A compound file whose directory is known.
pub(super) struct Compound {
    bytes: Vec<u8>,
    sector: usize,
    /// The sector that follows each in its chain.
    next: Vec<u32>,
    /// The same for small sectors.
    next_small: Vec<u32>,
    /// Streams of fewer bytes are small.
    small_below: u64,
    entries: Vec<Entry>,
    root: Option<Entry>,
}

/// A stream as the directory has it.
#[derive(Clone, Debug)]
struct Entry {
    /// Its name in lower case.
    name: String,
    first: u32,
    size: u64,
}

impl Compound {
    /// Finds the streams of a file.
    pub(super) fn open(bytes: Vec<u8>) -> Result<Self, Fault> {
        let broken = || Fault::Broken(String::new());
        let sector = match u16_at(&bytes, 0x1E) {
            Some(9) => 512,
            Some(12) => 4096,
            _ => return Err(broken()),
        };
        let number = |at: usize| u32_at(&bytes, at).ok_or_else(broken);
        let (directory, small_below) = (number(0x30)?, number(0x38)?);
        let (first_small, first_table) = (number(0x3C)?, number(0x44)?);
        let mut file = Self {
            bytes,
            sector,
            next: Vec::new(),
            next_small: Vec::new(),
            small_below: small_below.into(),
            entries: Vec::new(),
            root: None,
        };
        for table in file.tables(first_table) {
            let numbers: Vec<u32> = file.sector(table).map(|bytes| numbers(bytes).collect()).unwrap_or_default();
            // the place of a part that is not there is kept: those behind it stand where they stand
            let end = file.next.len() + sector / 4;
            file.next.extend(numbers);
            file.next.resize(end, NO_SECTOR);
        }
        file.next_small = numbers(&file.chain(first_small)).collect();
        for entry in file.chain(directory).chunks_exact(ENTRY) {
            let length = usize::from(u16_at(entry, 64).unwrap_or(0)).min(64) / 2;
            let name: Vec<u16> = entry.chunks_exact(2).take(length).map(|u| u16::from_le_bytes([u[0], u[1]])).collect();
            let name = String::from_utf16_lossy(&name).trim_end_matches('\0').to_lowercase();
            let (Some(first), Some(size)) = (u32_at(entry, 116), u32_at(entry, 120)) else { continue };
            let found = Entry { name, first, size: size.into() };
            match entry[66] {
                ROOT if file.root.is_none() => file.root = Some(found),
                STREAM => file.entries.push(found),
                _ => {}
            }
        }
        if file.entries.is_empty() { Err(broken()) } else { Ok(file) }
    }

    /// Whether there is a stream of this name, which is written in lower case.
    pub(super) fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.name == name)
    }

    /// Returns the bytes of a stream that begins as it must, if it does; where its size leaves open in which sectors it lies,
    /// both are tried.
    pub(super) fn stream(&self, name: &str, begins: impl Fn(&[u8]) -> bool) -> Result<Option<Vec<u8>>, Fault> {
        let Some(entry) = self.entries.iter().find(|entry| entry.name == name) else { return Ok(None) };
        let is_small = entry.size < self.small_below;
        let mut found = [is_small, !is_small].into_iter().map(|small| self.bytes_of(entry, small));
        match found.find(|bytes| begins(bytes)) {
            Some(bytes) if bytes.len() > MAX_FILE => Err(Fault::Beyond(Limit::File)),
            bytes => Ok(bytes),
        }
    }

    fn bytes_of(&self, entry: &Entry, is_small: bool) -> Vec<u8> {
        let mut bytes = if is_small { self.small_chain(entry.first) } else { self.chain(entry.first) };
        bytes.truncate(usize::try_from(entry.size).unwrap_or(usize::MAX));
        bytes
    }

    /// The sectors of the table of sectors: those that the header names, and those that a chain of lists names.
    fn tables(&self, first: u32) -> Vec<u32> {
        let (count, at) = NAMED_IN_HEADER;
        let in_header = self.bytes.get(at..HEADER).unwrap_or_default();
        let mut tables: Vec<u32> = numbers(in_header).take(count).collect();
        let (mut list, mut seen) = (first, HashSet::new());
        while let Some(bytes) = self.sector(list).filter(|_| seen.insert(list)) {
            let mut named: Vec<u32> = numbers(bytes).collect();
            // the last of them is the next list
            list = named.pop().unwrap_or(NO_SECTOR);
            tables.extend(named);
        }
        while tables.last().is_some_and(|sector| *sector >= NO_SECTOR) {
            tables.pop();
        }
        // no file has more sectors than bytes
        tables.truncate(self.bytes.len() / self.sector + 1);
        tables
    }

    /// The bytes of a sector; the last one of a file may be cut short.
    fn sector(&self, number: u32) -> Option<&[u8]> {
        let start = (number as usize).checked_add(1)?.checked_mul(self.sector)?;
        let behind = self.bytes.get(start..).filter(|bytes| number < NO_SECTOR && !bytes.is_empty())?;
        Some(&behind[..behind.len().min(self.sector)])
    }

    /// The bytes of a chain of sectors, as far as it leads.
    fn chain(&self, first: u32) -> Vec<u8> {
        follow(first, &self.next, |number| self.sector(number))
    }

    /// The same of small sectors. How large the root says it is does not matter: what lies in it does.
    fn small_chain(&self, first: u32) -> Vec<u8> {
        let root = self.root.as_ref().map(|root| self.chain(root.first)).unwrap_or_default();
        follow(first, &self.next_small, |number| {
            let start = (number as usize).checked_mul(SMALL_SECTOR)?;
            let behind = root.get(start..).filter(|bytes| !bytes.is_empty())?;
            Some(&behind[..behind.len().min(SMALL_SECTOR)])
        })
    }
}

/// The bytes of the sectors of a chain, until it ends, leads nowhere or comes to where it has been.
fn follow<'s>(first: u32, next: &[u32], sector: impl Fn(u32) -> Option<&'s [u8]>) -> Vec<u8> {
    let (mut bytes, mut number, mut seen) = (Vec::new(), first, HashSet::new());
    while let Some(part) = sector(number).filter(|_| seen.insert(number)) {
        bytes.extend_from_slice(part);
        number = next.get(number as usize).copied().unwrap_or(NO_SECTOR);
    }
    bytes
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}
