//! A zip package and the XML in it, read as a stream. What is inflated is counted as it comes out, whatever the
//! package says of its sizes; tags and depth are bounded, so that no part takes more memory than its reader keeps.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, BufRead, BufReader, Cursor, Read};

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;
use quick_xml::events::attributes::Attributes;
use quick_xml::reader::Reader;
use rustc_hash::FxHashMap;
use zip::ZipArchive;
use zip::read::ZipFile;

use super::{Fault, Limit, MAX_CELL, MAX_DEPTH, MAX_INFLATED, MAX_PARTS};

/// The start of every entry in a zip's directory.
const DIRECTORY_ENTRY: &[u8] = b"PK\x01\x02";

/// A zip file whose parts are known.
pub(super) struct Package {
    zip: ZipArchive<Cursor<Vec<u8>>>,
    /// The place of each part by its name in lower case: names in packages know no case. Of two parts with one name, programs
    /// show the one or the other: it has no place.
    parts: FxHashMap<String, Option<usize>>,
    /// How many bytes may still be inflated.
    left: u64,
}

impl fmt::Debug for Package {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Package").field("parts", &self.parts.len()).finish_non_exhaustive()
    }
}

impl Package {
    pub(super) fn open(bytes: Vec<u8>) -> Result<Self, Fault> {
        // the directory is read whole, so its length is checked first
        if memchr::memmem::find_iter(&bytes, DIRECTORY_ENTRY).count() > MAX_PARTS {
            return Err(Fault::Beyond(Limit::Parts));
        }
        let broken = || Fault::Broken(String::new());
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| broken())?;
        let mut parts = FxHashMap::default();
        for place in 0..zip.len() {
            // a part whose name cannot be read is none that another names
            let Some(name) = zip.name_for_index(place).and_then(Result::ok) else { continue };
            parts.entry(part_name(&name)).and_modify(|found| *found = None).or_insert(Some(place));
        }
        Ok(Self { zip, parts, left: MAX_INFLATED })
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.parts.contains_key(&part_name(name))
    }

    /// Opens a part as XML; an error if there is none.
    pub(super) fn xml(&mut self, name: &str) -> Result<Xml<'_>, Fault> {
        let broken = || Fault::Broken(name.to_owned());
        let place = self.parts.get(&part_name(name)).copied().flatten().ok_or_else(broken)?;
        let inflated = self.zip.by_index(place).map_err(|_| broken())?;
        let inflated = Utf8::new(inflated).map_err(|_| broken())?;
        let source = Bounded { inflated, left: &mut self.left, tag: 0, hit: None };
        let mut reader = Reader::from_reader(source);
        reader.config_mut().expand_empty_elements = true;
        Ok(Xml { reader, buffer: Vec::new(), part: name.to_owned(), depth: 0, tag: String::new(), name: 0 })
    }
}

fn part_name(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_ascii_lowercase()
}

/// The bytes of a part in UTF-8, whatever they are written in.
struct Utf8<R: Read> {
    inflated: BufReader<R>,
    /// What makes UTF-8 of them, unless they are that.
    decoder: Option<Decoder>,
    decoded: Vec<u8>,
    /// How many of those have been read.
    taken: usize,
}

/// So much is decoded at a time.
const DECODED: usize = 1 << 13;

impl<R: Read> Utf8<R> {
    fn new(inflated: R) -> io::Result<Self> {
        let mut inflated = BufReader::with_capacity(1 << 16, inflated);
        let encoding = encoding_of(inflated.fill_buf()?);
        let decoder = (encoding != UTF_8).then(|| encoding.new_decoder_with_bom_removal());
        Ok(Self { inflated, decoder, decoded: Vec::new(), taken: 0 })
    }
}

/// What the beginning of a part says of its encoding: a byte order mark or the first characters, which are `<?` or `<` and a
/// letter, and else the name that it gives itself. What calls itself UTF-16 and is not is UTF-8 to all programs.
fn encoding_of(start: &[u8]) -> &'static Encoding {
    match start {
        [0xFF, 0xFE, ..] | [b'<', 0, ..] => return UTF_16LE,
        [0xFE, 0xFF, ..] | [0, b'<', ..] => return UTF_16BE,
        _ => {}
    }
    let declared = || {
        let declaration = start.strip_prefix(b"<?xml")?;
        let declaration = &declaration[..memchr::memchr(b'>', declaration)?];
        let at = memchr::memmem::find(declaration, b"encoding")? + b"encoding".len();
        let value = declaration[at..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
        let (quote, value) = value.split_first()?;
        Encoding::for_label(&value[..memchr::memchr(*quote, value)?])
    };
    declared().filter(|encoding| ![UTF_16LE, UTF_16BE].contains(encoding)).unwrap_or(UTF_8)
}

impl<R: Read> Read for Utf8<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let ready = self.fill_buf()?;
        let taken = ready.len().min(to.len());
        to[..taken].copy_from_slice(&ready[..taken]);
        self.consume(taken);
        Ok(taken)
    }
}

impl<R: Read> BufRead for Utf8<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let Some(decoder) = &mut self.decoder else { return self.inflated.fill_buf() };
        while self.taken == self.decoded.len() {
            let bytes = self.inflated.fill_buf()?;
            let (bytes, is_last) = (&bytes[..bytes.len().min(DECODED)], bytes.is_empty());
            let most = decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(4 * DECODED);
            self.decoded.resize(most, 0);
            let (result, read, written) = decoder.decode_to_utf8_without_replacement(bytes, &mut self.decoded, is_last);
            if matches!(result, DecoderResult::Malformed(..)) {
                return Err(io::ErrorKind::InvalidData.into());
            }
            self.decoded.truncate(written);
            self.taken = 0;
            self.inflated.consume(read);
            if is_last {
                // nothing may be asked of a decoder behind its end
                self.decoder = None;
                return Ok(&[]);
            }
        }
        Ok(&self.decoded[self.taken..])
    }

    fn consume(&mut self, bytes: usize) {
        if self.decoder.is_some() {
            self.taken += bytes;
        } else {
            self.inflated.consume(bytes);
        }
    }
}

/// Bytes that are counted while they are read.
struct Bounded<'a, R: Read> {
    inflated: Utf8<R>,
    /// How many may still come out of the package.
    left: &'a mut u64,
    /// How many may still belong to the tag or the text that is being read.
    tag: usize,
    hit: Option<Limit>,
}

impl<R: Read> Bounded<'_, R> {
    fn refuse(&mut self, limit: Limit) -> io::Error {
        self.hit = Some(limit);
        io::Error::other("beyond a limit")
    }
}

impl<R: Read> Read for Bounded<'_, R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let ready = self.fill_buf()?;
        let taken = ready.len().min(to.len());
        to[..taken].copy_from_slice(&ready[..taken]);
        self.consume(taken);
        Ok(taken)
    }
}

impl<R: Read> BufRead for Bounded<'_, R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if *self.left == 0 {
            return Err(self.refuse(Limit::Inflated));
        }
        if self.tag == 0 {
            return Err(self.refuse(Limit::Cell));
        }
        let most = self.tag.min(usize::try_from(*self.left).unwrap_or(usize::MAX));
        let ready = self.inflated.fill_buf()?;
        Ok(&ready[..ready.len().min(most)])
    }

    fn consume(&mut self, bytes: usize) {
        self.inflated.consume(bytes);
        *self.left = self.left.saturating_sub(bytes as u64);
        self.tag = self.tag.saturating_sub(bytes);
    }
}

/// What comes next in an XML part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// An element begins: its name and attributes can be asked for. An empty one is closed by the next token.
    Open,
    /// An element ends.
    Close,
    /// Text inside an element.
    Text,
    /// A comment or an instruction.
    Other,
    /// The part ends.
    End,
}

/// An XML part that is being read.
pub(super) struct Xml<'a> {
    reader: Reader<Bounded<'a, ZipFile<'a, Cursor<Vec<u8>>>>>,
    buffer: Vec<u8>,
    part: String,
    depth: usize,
    /// The start tag or the text that was read last.
    tag: String,
    /// The length of the name in the tag.
    name: usize,
}

impl Xml<'_> {
    /// Reads on.
    pub(super) fn next(&mut self) -> Result<Token, Fault> {
        self.buffer.clear();
        self.tag.clear();
        self.reader.get_mut().tag = MAX_CELL;
        let token = match self.reader.read_event_into(&mut self.buffer) {
            Ok(Event::Start(start)) => {
                self.depth += 1;
                self.name = start.name().into_inner().len();
                self.tag.push_str(&start);
                Token::Open
            }
            Ok(Event::End(_)) => {
                self.depth = self.depth.saturating_sub(1);
                Token::Close
            }
            Ok(Event::Text(text)) => {
                self.tag.push_str(&text.xml10_content());
                Token::Text
            }
            Ok(Event::CData(text)) => {
                self.tag.push_str(&text.xml10_content());
                Token::Text
            }
            Ok(Event::GeneralRef(reference)) => {
                match (reference.resolve_char_ref(), resolve_predefined_entity(&reference)) {
                    (Ok(Some(c)), _) => self.tag.push(c),
                    (Ok(None), Some(text)) => self.tag.push_str(text),
                    _ => return Err(Fault::Broken(self.part.clone())),
                }
                Token::Text
            }
            Ok(Event::DocType(_)) => return Err(Fault::Doctype(self.part.clone())),
            Ok(Event::Eof) if self.depth == 0 => Token::End,
            Ok(Event::Comment(_) | Event::Decl(_) | Event::PI(_)) => Token::Other,
            Ok(Event::Eof | Event::Empty(_)) | Err(_) => {
                let hit = self.reader.get_ref().hit;
                return Err(hit.map_or_else(|| Fault::Broken(self.part.clone()), Fault::Beyond));
            }
        };
        if self.depth > MAX_DEPTH {
            return Err(Fault::Beyond(Limit::Depth));
        }
        Ok(token)
    }

    /// The name of the part.
    pub(super) fn part(&self) -> &str {
        &self.part
    }

    /// How many elements are open.
    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    /// The name of the element that has just begun, as written.
    pub(super) fn name(&self) -> &str {
        &self.tag[..self.name]
    }

    /// The same without its prefix.
    pub(super) fn local(&self) -> &str {
        without_prefix(self.name())
    }

    /// The text that was just read.
    pub(super) fn text(&self) -> &str {
        &self.tag
    }

    /// Hands the attributes of the element that has just begun to `each`: the name as written, and the value.
    pub(super) fn attributes<'x>(
        &'x self,
        mut each: impl FnMut(&'x str, Cow<'x, str>) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let broken = || Fault::Broken(self.part.clone());
        let mut attributes = Attributes::new(&self.tag, self.name);
        // the check compares each with each
        for attribute in attributes.with_checks(false) {
            let attribute = attribute.map_err(|_| broken())?;
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|_| broken())?;
            each(attribute.key.into_inner(), value)?;
        }
        Ok(())
    }

    /// The value of an attribute, by its name as written.
    pub(super) fn attribute(&self, name: &str) -> Result<Option<Cow<'_, str>>, Fault> {
        let mut found = None;
        self.attributes(|key, value| {
            if key == name {
                found = Some(value);
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// Leaves out the element that has just begun.
    pub(super) fn skip(&mut self) -> Result<(), Fault> {
        let level = self.depth;
        while self.depth >= level {
            self.next()?;
        }
        Ok(())
    }

    /// Adds the text of the element that has just begun, but not that of elements inside it, and reads to its end.
    pub(super) fn gather(&mut self, to: &mut String) -> Result<(), Fault> {
        loop {
            match self.next()? {
                Token::Text => self.append(to)?,
                Token::Open => self.skip()?,
                Token::Close | Token::End => return Ok(()),
                Token::Other => {}
            }
        }
    }

    /// Adds the text that was just read.
    pub(super) fn append(&self, to: &mut String) -> Result<(), Fault> {
        if to.len() + self.tag.len() > MAX_CELL {
            return Err(Fault::Beyond(Limit::Cell));
        }
        to.push_str(&self.tag);
        Ok(())
    }
}

/// A name of XML without its prefix.
pub(super) fn without_prefix(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}
