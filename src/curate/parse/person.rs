//! Names of people, as feeds write them beside e-mail addresses.

/// The name in `a@b.org (Name)`, `Name <a@b.org>`, `Name`; `None` where there is an address alone.
pub(super) fn name(text: &str) -> Option<String> {
    let text = text.trim();
    let bracketed = text.split_once('(').map(|(before, inside)| (before, inside.trim_end().trim_end_matches(')')));
    let name = match bracketed {
        Some((before, inside)) if before.contains('@') => inside.to_owned(),
        _ if text.contains('@') => {
            let kept = text.split_whitespace().filter(|word| !word.contains('@'));
            kept.collect::<Vec<_>>().join(" ").replace("mailto:", "")
        }
        _ => text.to_owned(),
    };
    let name = name.trim().trim_matches(['<', '>', '"', ',', ';']).trim();
    (!name.is_empty()).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    #[test]
    fn addresses_are_left_out() {
        for (text, name) in [
            ("a@b.org (Jan Kowalski)", Some("Jan Kowalski")),
            ("Jan Kowalski <a@b.org>", Some("Jan Kowalski")),
            ("«Агентство»a@b.org (Иван)", Some("Иван")),
            ("a@b.org", None),
            ("Jan (Warsaw)", Some("Jan (Warsaw)")),
            (" ", None),
            ("Agence (", Some("Agence (")),
        ] {
            assert_eq!(super::name(text).as_deref(), name, "{text}");
        }
    }
}
