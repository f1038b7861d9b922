using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Edge.Profiles;

/// <summary>Reads the YAML of a file that people write into nodes with places; refuses what such a file does
/// not need.</summary>
/// <remarks>YAML 1.2, one document. Refused and reported: tags, anchors and aliases, keys that are not texts.
/// Hostile text costs bounded memory and time and never an exception.</remarks>
internal sealed class YamlText
{
    /// <summary>Characters of a text; no more than a file has bytes.</summary>
    public const int MaxLength = SiteLimits.MaxFileBytes;
    public const int MaxDepth = 16;
    public const int MaxNodes = 262144;

    private readonly string _text;
    private readonly Scanner _scanner;
    private readonly Parser _parser;
    private readonly ErrorList _errors;
    private int _nodes;

    private YamlText(string text, ErrorList errors)
    {
        _text = text;
        _errors = errors;
        _scanner = new Scanner(new StringReader(text), skipComments: true);
        _parser = new Parser(_scanner);
    }

    /// <summary>The root of the document, or null where the text is not YAML; the reason is then among the
    /// errors.</summary>
    public static YamlNode? Parse(string text, ErrorList errors)
    {
        if (text.Length > MaxLength)
        {
            errors.Add(new(1, 1), "file too large", "", $"at most {MaxLength} characters");
            return null;
        }
        try
        {
            return new YamlText(text, errors).ReadDocument();
        }
        catch (YamlException refused)
        {
            errors.Add(FirstTab(text, refused) ?? Position(refused.Start), $"not YAML: {Reason(refused)}", "", "");
            return null;
        }
        catch (TooMuch limit)
        {
            errors.Add(limit.At, limit.Message, "", limit.Expected);
            return null;
        }
    }

    private YamlNode? ReadDocument()
    {
        Next<StreamStart>();
        if (!Move() || _parser.Current is not DocumentStart start)
        {
            _errors.Add(new(1, 1), "empty file", "", "keys and values");
            return null;
        }
        if (start.Tags?.Any(tag => !IsStandard(tag)) == true
            || start.Version is { Version: not { Major: 1, Minor: 2 } })
        {
            _errors.Add(Position(start.Start), "directive refused", "", "YAML 1.2 without %TAG");
        }
        Advance();
        YamlNode root = ReadNode(1);
        Next<DocumentEnd>();
        if (Move() && _parser.Current is DocumentStart second)
        {
            _errors.Add(Position(second.Start), "second document", "---", "one document in a file");
        }
        return root;
    }

    /// <summary>The node whose first event is the current one; afterwards its last event is.</summary>
    private YamlNode ReadNode(int depth)
    {
        SourcePosition at = Position(_parser.Current!.Start);
        if (++_nodes > MaxNodes) { throw new TooMuch(at, "file too large", $"at most {MaxNodes} values"); }
        if (depth > MaxDepth) { throw new TooMuch(at, "nested too deeply", $"at most {MaxDepth} levels"); }
        if (_parser.Current is NodeEvent node) { RefuseDecoration(node, at); }
        switch (_parser.Current)
        {
            case AnchorAlias alias:
                _errors.Add(at, "alias refused", $"*{alias.Value}", "the value written out");
                return new YamlNode.Refused(at);
            case Scalar scalar:
                return new YamlNode.Scalar(scalar.Value, scalar.Style == ScalarStyle.Plain, at,
                    TextStart(scalar, at));
            case SequenceStart:
                return ReadSequence(at, depth);
            case MappingStart:
                return ReadMapping(at, depth);
            default:
                throw EndedEarly();
        }
    }

    private YamlNode.Sequence ReadSequence(SourcePosition at, int depth)
    {
        var items = ImmutableArray.CreateBuilder<YamlNode>();
        while (Advance() is not SequenceEnd) { items.Add(ReadNode(depth + 1)); }
        return new YamlNode.Sequence(items.ToImmutable(), at);
    }

    private YamlNode.Mapping ReadMapping(SourcePosition at, int depth)
    {
        var entries = ImmutableArray.CreateBuilder<YamlEntry>();
        while (Advance() is not MappingEnd)
        {
            YamlNode key = ReadNode(depth + 1);
            Advance();
            YamlNode value = ReadNode(depth + 1);
            if (key is YamlNode.Scalar text) { entries.Add(new(text, value)); }
            else if (key is not YamlNode.Refused) { _errors.Add(key.At, "key refused", key.Shown, "a word"); }
        }
        return new YamlNode.Mapping(entries.ToImmutable(), at);
    }

    private void RefuseDecoration(NodeEvent node, SourcePosition at)
    {
        if (!node.Tag.IsEmpty)
        {
            _errors.Add(at, "tag refused", node.Tag.IsNonSpecific ? "!" : node.Tag.Value, "a value without a tag");
        }
        if (!node.Anchor.IsEmpty)
        {
            _errors.Add(at, "anchor refused", $"&{node.Anchor.Value}", "a value without an anchor");
        }
    }

    private void Next<T>()
        where T : ParsingEvent
    {
        if (Advance() is not T) { throw EndedEarly(); }
    }

    /// <summary>Goes on to the next event, where there must be one.</summary>
    private ParsingEvent Advance() => Move() && _parser.Current is { } current ? current : throw EndedEarly();

    private YamlException EndedEarly() =>
        new(_scanner.CurrentPosition, _scanner.CurrentPosition, "The document is not complete.");

    /// <summary>Goes on to the next event; false at the end.</summary>
    private bool Move()
    {
        try
        {
            return _parser.MoveNext();
        }
        catch (Exception refused) when (refused is InvalidOperationException or ArgumentException)
        {
            // Seen where a value starts with an indicator, such as a dash inside of braces, and in tags.
            Mark at = _scanner.CurrentPosition;
            throw new YamlException(at, at, "A value cannot start with this sign.");
        }
    }

    /// <summary>Where the text of a scalar starts: after the quote, or the first letter of a block.</summary>
    private SourcePosition TextStart(Scalar scalar, SourcePosition at)
    {
        if (scalar.Style is ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted)
        {
            return at with { Column = at.Column + 1 };
        }
        if (scalar.Style is not (ScalarStyle.Literal or ScalarStyle.Folded)) { return at; }
        int line = at.Line;
        int lineStart = 0;
        for (int i = (int)scalar.Start.Index; i < _text.Length; i++)
        {
            if (_text[i] == '\n') { (line, lineStart) = (line + 1, i + 1); }
            else if (line > at.Line && !char.IsWhiteSpace(_text[i])) { return new(line, i - lineStart + 1); }
        }
        return at;
    }

    private static bool IsStandard(YamlDotNet.Core.Tokens.TagDirective tag) => tag.Handle is "!" or "!!"
        && tag.Prefix is "!" or "tag:yaml.org,2002:";

    /// <summary>The parser's own words, without the place it puts in front and in one line.</summary>
    private static string Reason(YamlException refused)
    {
        string message = refused.Message.ReplaceLineEndings(" ");
        int place = message.IndexOf("): ", StringComparison.Ordinal);
        return (place > 0 && message.StartsWith('(') ? message[(place + 3)..] : message).TrimEnd('.');
    }

    /// <summary>Where a tab indents a line; the parser names the start of the whole mapping
    /// instead.</summary>
    private static SourcePosition? FirstTab(string text, YamlException refused)
    {
        if (!refused.Message.Contains("tab", StringComparison.Ordinal)) { return null; }
        int line = 0;
        foreach (ReadOnlySpan<char> each in text.AsSpan().EnumerateLines())
        {
            line++;
            int tab = each.IndexOf('\t');
            if (line >= refused.Start.Line && tab >= 0 && each[..tab].IsWhiteSpace()) { return new(line, tab + 1); }
        }
        return null;
    }

    private static SourcePosition Position(Mark mark) =>
        new((int)Math.Max(1, mark.Line), (int)Math.Max(1, mark.Column));

    /// <summary>Ends the parsing where a limit is passed; never leaves <see cref="Parse"/>.</summary>
    private sealed class TooMuch(SourcePosition at, string problem, string expected) : Exception(problem)
    {
        public SourcePosition At { get; } = at;

        public string Expected { get; } = expected;
    }
}
