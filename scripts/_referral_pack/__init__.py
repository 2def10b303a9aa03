"""The command scripts/referral_pack: a case as an authority's form asks for it, on the screen and as a Word file."""
