//! boomi
