/// Forms (`application/x-www-form-urlencoded`: RFC 6749 appendix B, WHATWG URL § 5) as bytes: looked up, decoded and
/// encoded without building a tree.
///
/// `FormFields` reads a form; the functions of this namespace turn what it found into text, and text into a value.
package enum FormText {}
