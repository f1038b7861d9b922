using System.Text.RegularExpressions;

namespace Edge.Tests.Tidy;

/// <summary>Words that do not belong into the repository, each with what to do instead.</summary>
public sealed class WordTests
{
    private const RegexOptions Plain = RegexOptions.CultureInvariant;
    private static readonly string[] Hosts = ["nuget" + ".org", "npmjs" + ".", "pypi" + ".org", "crates" + ".io"];

    [Fact]
    public void Has_NoRegions() => Refuse(Code(), @"(?m)^\s*#region", "split the file instead of folding it");

    [Fact]
    public void Has_NoPromises() =>
        Refuse(Everything(), @"\b(TO" + @"DO|FIX" + @"ME|XX" + @"X)\b", "do it, or open an issue");

    [Fact]
    public void Has_NoCatchAll() => Refuse(
        Product(), @"catch\s*(\(Exception( \w+)?\))?\s*(\{|$)", "name the exceptions; others end the process");

    [Fact]
    public void Has_NoDebugOnlyInvariants() =>
        Refuse(Product(), @"\bDebug\.Assert\(", "throw: invariants are always on");

    [Fact]
    public void Has_NoBlockingOnTasks() =>
        Refuse(Product(), @"\.GetAwaiter\(\)\.GetResult\(\)|\basync void\b", "await it");

    [Fact]
    public void Has_NoTestCodeInTheProduct() => Refuse(Product(), @"(?m)^\s*#if ", "inject what differs");

    [Fact]
    public void Has_NoHiddenClock() =>
        Refuse(Product(), @"\bDateTime(Offset)?\.(Utc)?Now\b|\bThread\.Sleep\(", "use the injected TimeProvider");

    [Fact]
    public void Promises_NoConformity() =>
        Refuse(Everything(), @"(?i)\bTR-conform", "say which listed algorithms are in use");

    [Fact]
    public void Names_NoPackageRegistry() =>
        Refuse(Everything(), string.Join('|', Hosts.Select(Regex.Escape)), "package sources are the machine's");

    [Fact]
    public void Names_NoMachinesPaths() => Refuse(
        Everything(),
        @"(?<![\w.\-])/(ho" + @"me|Us" + @"ers|ro" + @"ot|wo" + @"rk)/\w",
        "paths are relative to the root");

    [Fact]
    public void Holds_NoPrivateKeys() =>
        Refuse(Everything(), @"-----BEGIN [A-Z ]*PRI" + @"VATE KEY-----", "make keys at run time");

    private static TextFile[] Everything() => SourceTree.Files;

    private static IEnumerable<TextFile> Code() => SourceTree.Sources;

    private static IEnumerable<TextFile> Product() => SourceTree.Sources.Where(f => f.IsBelow("src"));

    private static void Refuse(IEnumerable<TextFile> files, string pattern, string instead)
    {
        var regex = new Regex(pattern, Plain);
        var found = files
            .SelectMany(f => f.Lines.Select((line, index) => (f.Path, Line: index + 1, Text: line)))
            .Where(l => regex.IsMatch(l.Text))
            .Select(l => $"{l.Path}:{l.Line}: {l.Text.Trim()}");
        Assert.True(!found.Any(), $"{instead}:\n{string.Join("\n", found)}");
    }
}
