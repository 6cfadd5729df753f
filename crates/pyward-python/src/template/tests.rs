use super::*;
use proptest::prelude::*;

/// What is written as it is: the names, and why.
fn raw(text: &str) -> Vec<String> {
    let made = Template::of(text);
    let shown = made.outputs.iter();
    shown
        .map(|output| format!("{} {:?}", output.names.join("+"), output.raw))
        .collect()
}

#[test]
fn what_is_escaped_is_no_finding() {
    for text in [
        "<p>{{ name }}</p>",
        "{{ name|escape|safe }}",
        "{{ data|tojson|safe }}",
        "{{ \"fixed\"|safe }}",
        "{{ url_for('page')|safe }}",
        "{# {{ name|safe }} #}",
        "{% raw %}{{ name|safe }}{% endraw %}",
        "{% verbatim %}{{ name|safe }}{% endverbatim %}",
        "{% autoescape true %}{{ name }}{% endautoescape %}",
        "{% autoescape off %}{{ name|escape }}{% endautoescape %}{{ name }}",
        "<script>let name = \"{{ name }}\"; // {{ name }}\n</script>",
        "<script>let data = {{ data|tojson }}, id = {{ user.id }};</script>",
        "<script type=\"application/json\">{{ data }}</script>",
        "<script src=\"x.js\"></script><p>{{ name }}</p>",
        "{{ name",
        "{% autoescape off",
    ] {
        assert_eq!(raw(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn what_is_written_as_it_is_is_told_with_why() {
    for (text, expected) in [
        ("{{ name|safe }}", "name Filter"),
        ("{{- page.body | markdown | safe -}}", "page Filter"),
        ("{{ \"<b>\" ~ name|default('|') | safe }}", "name Filter"),
        ("{{ render(name, kind='a')|safe }}", "name Filter"),
        (
            "{% autoescape false %}<p>{{ name }}</p>{% endautoescape %}",
            "name Block",
        ),
        ("{% autoescape off %}{{ name }}", "name Block"),
        ("<script>let name = {{ name }};</script>", "name Script"),
        (
            "<SCRIPT async>f('it\\'s', {{ name }})</SCRIPT>",
            "name Script",
        ),
        (
            "{% for one in all.items %}{{ one.text|safe }}{% endfor %}",
            "all Filter",
        ),
        (
            "{% for k, v in rows %}{% set w = v %}{{ w|safe }}{% endfor %}",
            "rows Filter",
        ),
        (
            "{% with text=page.text %}{{ text|safe }}{% endwith %}",
            "page Filter",
        ),
        (
            "{% with page.text as text %}{{ text|safe }}{% endwith %}",
            "page Filter",
        ),
    ] {
        assert_eq!(raw(text), [expected], "{text}");
    }
}

#[test]
fn switches_are_told_once_and_parts_are_named() {
    let text = "{% extends 'base.html' %}{% autoescape off %}{{ a }}{{ b }}{% include \"x.html\" %}{% endautoescape %}";
    let made = Template::of(text);
    assert_eq!(made.switches, [(25, 45)]);
    assert_eq!(made.parts, ["base.html", "x.html"]);
    assert_eq!(made.raw_names(), ["a", "b"]);
}

#[test]
fn time_is_in_proportion() {
    for piece in [
        "{{",
        "{% for a in",
        "{% raw %}",
        "<script>",
        "{#",
        "{{ a|safe }}",
        "{% with a=a %}",
        "'",
    ] {
        let made = Template::of(&piece.repeat(100_000));
        assert!(made.outputs.len() <= MOST);
    }
}

proptest! {
    #[test]
    fn any_text_is_read(text in "(\\{\\{|\\}\\}|\\{%|%\\}|\\{#|#\\}|<script>|</script>|safe|for|in|with|raw|\\||[a-c '\"\\\\(é])*") {
        let made = Template::of(&text);
        for output in made.outputs {
            prop_assert!(text.get(output.start..output.end).is_some());
        }
    }
}
