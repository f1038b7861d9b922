using System.Collections.Immutable;

namespace Edge.Profiles;

/// <summary>A piece of a YAML file with its place. Closed: the four kinds below.</summary>
internal abstract class YamlNode
{
    private YamlNode(SourcePosition at) => At = at;

    /// <summary>Where the node starts: an opening quote or bracket belongs to it.</summary>
    public SourcePosition At { get; }

    /// <summary>What a message shows of the node.</summary>
    public abstract string Shown { get; }

    /// <summary>A text, number or word.</summary>
    /// <param name="textAt">Where the text itself starts, after an opening quote.</param>
    /// <param name="isPlain">True without quotes and not as a block: only then YAML reads numbers and
    /// words.</param>
    public sealed class Scalar(string text, bool isPlain, SourcePosition at, SourcePosition textAt) : YamlNode(at)
    {
        public string Text { get; } = text;

        public bool IsPlain { get; } = isPlain;

        public SourcePosition TextAt { get; } = textAt;

        public override string Shown => Text;
    }

    public sealed class Sequence(ImmutableArray<YamlNode> items, SourcePosition at) : YamlNode(at)
    {
        public ImmutableArray<YamlNode> Items { get; } = items;

        public override string Shown => "[a list]";
    }

    public sealed class Mapping(ImmutableArray<YamlEntry> entries, SourcePosition at) : YamlNode(at)
    {
        /// <summary>As written: the same key may stand here twice.</summary>
        public ImmutableArray<YamlEntry> Entries { get; } = entries;

        public override string Shown => "{keys and values}";
    }

    /// <summary>Something that was refused and reported while parsing; whoever meets it stays
    /// quiet.</summary>
    public sealed class Refused(SourcePosition at) : YamlNode(at)
    {
        public override string Shown => "";
    }
}

/// <summary>A key and its value.</summary>
internal readonly record struct YamlEntry(YamlNode.Scalar Key, YamlNode Value);
