using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Edge.Profiles;

/// <summary>One mistake in a file people write: where it is, what stands there, what was expected.</summary>
/// <param name="File">The file as the caller named it.</param>
/// <param name="At">Where the offending text starts.</param>
/// <param name="Text">The offending text; shortened when printed. Empty where nothing stands there.</param>
/// <param name="Problem">What is wrong, without a final stop, such as <c>unknown key</c>.</param>
/// <param name="Expected">What may stand there.</param>
/// <param name="Nearest">The right name that is most like the text, or null where none is near.</param>
public sealed record SiteError(
    string File, SourcePosition At, string Text, string Problem, string Expected, string? Nearest = null)
{
    /// <summary>More of the offending text than this is not printed.</summary>
    public const int MaxTextShown = 60;

    /// <summary>One line: <c>file:line:column: problem: 'text'; expected ...; did you mean
    /// '...'?</c></summary>
    public override string ToString()
    {
        var line = new StringBuilder();
        line.Append(CultureInfo.InvariantCulture, $"{File}:{At.Line}:{At.Column}: {Problem}");
        if (Text.Length > 0) { line.Append(CultureInfo.InvariantCulture, $": '{Shown(Text)}'"); }
        if (Expected.Length > 0) { line.Append(CultureInfo.InvariantCulture, $"; expected {Expected}"); }
        if (Nearest is not null) { line.Append("; did you mean '").Append(Nearest).Append("'?"); }
        return line.ToString();
    }

    /// <summary>The start of a text, without anything that could move the cursor of a terminal.</summary>
    private static string Shown(string text) =>
        text.Length > MaxTextShown ? $"{Printable.Of(text[..MaxTextShown])}..." : Printable.Of(text);
}

/// <summary>What came of reading a site file.</summary>
/// <param name="Site">What could be understood, so that later checks can add their findings; null where that
/// was
/// nothing. It may be started only when <paramref name="Errors"/> is empty.</param>
/// <param name="Errors">Every mistake, in the order of the file, at most
/// <see cref="SiteErrors.MaxErrors"/>.</param>
public sealed record SiteReading(Site? Site, ImmutableArray<SiteError> Errors)
{
    public bool IsUsable => Site is not null && Errors.IsEmpty;
}
