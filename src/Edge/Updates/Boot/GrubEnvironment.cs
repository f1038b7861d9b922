using System.Collections.Immutable;
using System.Text;

namespace Edge.Updates.Boot;

/// <summary>An environment block of GRUB: names and values in 1,024 bytes that GRUB and grub-editenv write in
/// place.</summary>
/// <remarks>Without a checksum: a block of which only a part was written can look whole, so whoever writes
/// one keeps everything in its first
/// sector. Source: GRUB manual, "Environment block"; grub-core/lib/envblk.c for the escapes.</remarks>
public sealed record GrubEnvironment(ImmutableArray<KeyValuePair<string, string>> Variables)
{
    /// <summary>In bytes, exactly.</summary>
    public const int Length = 1_024;

    /// <summary>What is written as one: nothing that counts may stand behind it.</summary>
    public const int SectorBytes = 512;

    private const string Signature = "# GRUB Environment Block\n";

    public static GrubEnvironment Empty { get; } = new([]);

    /// <summary>The value of a variable; null: it is not set.</summary>
    public string? this[string name] => Variables.Where(variable => variable.Key == name).Select(variable => variable.Value).FirstOrDefault();

    /// <summary>With a variable at its end.</summary>
    /// <param name="name">Letters, digits and underscores of ASCII.</param>
    /// <param name="value">Printable ASCII.</param>
    public GrubEnvironment With(string name, string value) => IsName(name) && value.All(c => c is >= ' ' and <= '~')
        ? new([.. Variables.Where(variable => variable.Key != name), new(name, value)])
        : throw new ArgumentException("Neither a name nor printable.", nameof(name));

    /// <summary>Throws where it does not fit into one sector.</summary>
    public byte[] Write()
    {
        var text = new StringBuilder(Signature);
        foreach ((string name, string value) in Variables)
        {
            text.Append(name).Append('=').Append(value.Replace("\\", "\\\\", StringComparison.Ordinal)).Append('\n');
        }
        if (text.Length > SectorBytes)
        {
            throw new InvalidOperationException($"{text.Length} bytes do not fit into a sector.");
        }
        var bytes = new byte[Length];
        bytes.AsSpan().Fill((byte)'#');
        Encoding.ASCII.GetBytes(text.ToString(), bytes);
        return bytes;
    }

    public static Result<GrubEnvironment, UpdateReason> Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length) { return Refuse($"{bytes.Length} bytes, not {Length}"); }
        if (!bytes.StartsWith(Encoding.ASCII.GetBytes(Signature)))
        {
            return Refuse("another beginning than every block has");
        }
        if (!Ascii.IsValid(bytes)) { return Refuse("not ASCII"); }
        var variables = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        for (ReadOnlySpan<byte> rest = bytes[Signature.Length..]; !rest.IsEmpty;)
        {
            ReadOnlySpan<byte> line = TakeLine(ref rest);
            if (line.IsEmpty || line[0] == '#') { continue; }
            string text = Unescape(line);
            int equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1 || !IsName(text[..equals])) { return Refuse("a line that is no variable"); }
            variables.Add(new(text[..equals], text[(equals + 1)..]));
        }
        return new GrubEnvironment(variables.ToImmutable());
    }

    // A line ends at a line feed that no backslash stands before.
    private static ReadOnlySpan<byte> TakeLine(ref ReadOnlySpan<byte> rest)
    {
        int end = 0;
        while (end < rest.Length && rest[end] != '\n') { end += rest[end] == '\\' ? 2 : 1; }
        end = Math.Min(end, rest.Length);
        ReadOnlySpan<byte> line = rest[..end];
        rest = rest[Math.Min(end + 1, rest.Length)..];
        return line;
    }

    private static string Unescape(ReadOnlySpan<byte> line)
    {
        var text = new StringBuilder(line.Length);
        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] == '\\' && i + 1 < line.Length) { i++; }
            text.Append((char)line[i]);
        }
        return text.ToString();
    }

    private static bool IsName(string text) => text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    private static UpdateReason Refuse(string detail) => new(UpdateRefusal.SelectorDamaged, $"environment block: {detail}");
}
