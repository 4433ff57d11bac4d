import Testing

@testable import Diagrams

struct EscapingTests {
  @Test(arguments: [
    ("a < b & c > \"d\"", "a &lt; b &amp; c &gt; &quot;d&quot;"),
    ("&lt;", "&amp;lt;"),
    ("\\N", "\\\\N"),
    ("two\nlines", "two lines"),
    ("bell\u{7}", "bell\u{FFFD}"),
    ("", "&#160;"),
    ("∂ Σ ᵀ ⊘ ⊙ − ×", "∂ Σ ᵀ ⊘ ⊙ − ×"),
  ])
  func labelText(text: String, expected: String) {
    #expect(Escaping.html(text) == expected)
  }

  @Test(arguments: [
    ("Z", "\"Z\""),
    ("say \"hi\"", "\"say \\\"hi\\\"\""),
    ("back\\", "\"back\\\\\""),
    ("two\nlines", "\"two lines\""),
  ])
  func quotedText(text: String, expected: String) {
    #expect(Escaping.quoted(text) == expected)
  }
}
