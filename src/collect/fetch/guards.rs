//! Which guards are in force: all of them. Only tests can switch one off, to show that what
//! it guards against would happen without it.

/// What is guarded against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(test), allow(dead_code))]
pub enum Guard {
    /// Addresses inside, of literals and of names.
    Addresses,
    /// Bodies larger than they may be.
    Size,
    /// Bodies that grow more than documents do.
    Ratio,
    /// Redirects without end.
    Redirects,
    /// Secrets sent to another origin than the declared one.
    Secrets,
    /// Answers that never end.
    Time,
    /// Heads larger than heads are.
    Head,
}

/// All guards, but for the one that a test switched off.
#[derive(Debug, Clone, Copy, Default)]
pub struct Guards {
    #[cfg(test)]
    off: Option<Guard>,
}

impl Guards {
    /// All but one.
    #[cfg(test)]
    pub fn without(guard: Guard) -> Self {
        Self { off: Some(guard) }
    }

    /// Whether a guard is in force.
    #[cfg(test)]
    pub fn on(self, guard: Guard) -> bool {
        self.off != Some(guard)
    }

    /// Whether a guard is in force.
    #[cfg(not(test))]
    #[allow(clippy::unused_self)]
    pub fn on(self, _: Guard) -> bool {
        true
    }
}
