using System.Globalization;
using System.Text.RegularExpressions;
using Edge.Keys;
using Edge.Tests.Tidy;

namespace Edge.Tests.Golden;

/// <summary>The pages explain the golden vectors byte by byte: <c>```hex NAME</c> begins the explanation of
/// one.</summary>
/// <remarks>A line is bytes, two spaces, words; <c>&lt;n&gt;</c> stands for n bytes that are left
/// out.</remarks>
public sealed partial class GoldenPagesTests
{
    [Fact]
    public void Explains_EachVectorAsItIs()
    {
        var explained = new HashSet<string>();
        foreach (TextFile page in SourceTree.Files.Where(file => file.IsBelow("docs/formats")))
        {
            foreach (Match block in Block().Matches(page.Text))
            {
                string name = block.Groups[1].Value;
                explained.Add(name);
                byte[] vector = GoldenWorld.Stored(name) ?? [];
                bool fits = Fits(block.Groups[2].Value, vector, out string problem);
                Assert.True(fits, $"{page.Path}, {name}: {problem}");
            }
        }

        Assert.Equal(
            ["batch", "certificate", "columns", "columns-report", "epoch", "guard-report", "image-index", "image-index-patch", "receipt", "record-file",
                "rule-state", "rule-state-modes", "schema", "tombstone", "upload"],
            explained.Order());
    }

    [Fact]
    public void Shows_TheDescriptorOfTheVectors()
    {
        using var identity = new PublishedIdentity(null);
        string shown = $"```json\n{DeviceDescriptor.Of(identity).ToJson()}\n```";
        Assert.Contains(shown, Repository.Read("docs", "formats", "descriptors.md"), StringComparison.Ordinal);
    }

    private static bool Fits(string text, byte[] vector, out string problem)
    {
        int at = 0;
        IEnumerable<string> tokens = text.Split('\n')
            .SelectMany(line => line.Split("  ")[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        foreach (string token in tokens)
        {
            problem = $"at byte {at}: '{token}'";
            if (token[0] == '<') { at += int.Parse(token.Trim('<', '>'), CultureInfo.InvariantCulture); continue; }
            byte[] bytes = Convert.FromHexString(token);
            if (!vector.AsSpan(Math.Min(at, vector.Length)).StartsWith(bytes)) { return false; }
            at += bytes.Length;
        }

        problem = $"{at} bytes explained of {vector.Length}";
        return at == vector.Length;
    }

    [GeneratedRegex(@"(?ms)^```hex ([a-z-]+)\n(.*?)^```$")]
    private static partial Regex Block();
}
