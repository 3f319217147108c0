//! What one layer of a page says of its article, before anything is believed.

/// The statements of one layer; all optional, all verbatim.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Facts {
    /// The title.
    pub title: Option<String>,
    /// One or two sentences.
    pub description: Option<String>,
    /// The text; linked data alone has it, and often cut short.
    pub body: Option<String>,
    /// When it was published.
    pub published: Option<String>,
    /// When it was last changed.
    pub modified: Option<String>,
    /// Names.
    pub authors: Vec<String>,
    /// The publisher's section.
    pub section: Option<String>,
    /// Keywords, possibly several in one, parted by commas.
    pub keywords: Vec<String>,
    /// A language tag.
    pub language: Option<String>,
    /// The canonical address.
    pub canonical: Option<String>,
    /// The same article elsewhere: AMP, mobile, short.
    pub alternates: Vec<String>,
    /// Media.
    pub media: Vec<Picture>,
    /// Whether everybody may read it (`isAccessibleForFree`).
    pub free: Option<bool>,
    /// Selectors of what only subscribers may read (`hasPart`).
    pub paid: Vec<String>,
    /// Whether that is said of parts alone, and nothing of the whole.
    pub partly: bool,
    /// Whether it says that the page is an article (`og:type`).
    pub is_article: bool,
}

/// A medium.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Picture {
    /// The address, possibly relative.
    pub url: String,
    /// `image`, `video` or `audio`.
    pub kind: &'static str,
    /// A caption.
    pub caption: Option<String>,
    /// In pixels.
    pub width: Option<u32>,
    /// In pixels.
    pub height: Option<u32>,
}
