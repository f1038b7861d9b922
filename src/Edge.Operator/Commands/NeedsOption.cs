using System.Collections.Immutable;
using System.CommandLine;
using Edge.Updates.Releases;

namespace Edge.Operator.Commands;

/// <summary><c>--needs COMPONENT=RELEASE,RELEASE</c>: what a release runs with.</summary>
internal static class NeedsOption
{
    public static Option<string[]> Create()
    {
        Option<string[]> needs = new("--needs")
        {
            Description = "COMPONENT=RELEASE,RELEASE: it runs with these releases of another component only, such as os=12.8; repeat",
            AllowMultipleArgumentsPerToken = true,
        };
        needs.Validators.Add(result =>
        {
            foreach (string word in result.Tokens.Select(token => token.Value).Where(word => Read(word) is null))
            {
                result.AddError($"--needs {word}: expected a component, = and releases, such as os=12.8,12.9");
            }
        });
        return needs;
    }

    public static ImmutableArray<ReleaseNeed> Read(ParseResult parsed, Option<string[]> needs) =>
        [.. (parsed.GetValue(needs) ?? []).Select(word => Read(word)!)];

    private static ReleaseNeed? Read(string word) =>
        word.Split('=') is [ReleaseManifest.App or ReleaseManifest.Site or ReleaseManifest.Os, { Length: > 0 } releases]
            ? new ReleaseNeed(word.Split('=')[0], [.. releases.Split(',')])
            : null;
}
