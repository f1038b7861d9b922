using System.CommandLine;

namespace Edge.TufClient;

/// <summary>The options of the suite's command line; they stand before or behind the command.</summary>
internal static class ClientOptions
{
    public static Option<string> MetadataFolder { get; } = new("--metadata-dir")
    {
        Description = "Folder of the trusted metadata.", Required = true, Recursive = true,
    };

    public static Option<Uri?> MetadataAddress { get; } = Address("--metadata-url", "Address of the repository's metadata.");

    public static Option<string[]> TargetNames { get; } = new("--target-name")
    {
        Description = "A target to download; may be repeated.", Recursive = true,
    };

    public static Option<Uri?> TargetAddress { get; } = Address("--target-base-url", "Address of the repository's targets.");

    public static Option<string?> TargetFolder { get; } = new("--target-dir")
    {
        Description = "Folder for downloaded targets.", Recursive = true,
    };

    /// <summary>The value, or the reason why the command cannot do without.</summary>
    public static T Need<T>(ParseResult parsed, Option<T?> option)
        where T : class =>
        parsed.GetValue(option) ?? throw new ArgumentException($"{option.Name} is missing.");

    private static Option<Uri?> Address(string name, string description) => new(name)
    {
        Description = description,
        Recursive = true,
        CustomParser = result =>
        {
            if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out Uri? address)) { return address; }
            result.AddError($"{name}: no address: '{result.Tokens[0].Value}'");
            return null;
        },
    };
}
