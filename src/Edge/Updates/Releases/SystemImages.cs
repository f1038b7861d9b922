using System.Collections.Immutable;
using Edge.Updates.Images;

namespace Edge.Updates.Releases;

/// <summary>The files of a release of the operating system: indexes of images, one for each partition of a slot.</summary>
/// <remarks>The images themselves travel as packs, which the indexes name by their hashes: what the manifest signs, signs all of it.</remarks>
public static class SystemImages
{
    /// <summary>The root file system. Every release has it.</summary>
    public const string Root = "root.index";

    /// <summary>The partition with kernel and boot files, where the slot has one of its own.</summary>
    public const string Boot = "boot.index";

    /// <summary>In the order in which they are written: what the boot loader reads comes last.</summary>
    public static ImmutableArray<string> Names { get; } = [Root, Boot];

    /// <summary>What is wrong with the files of such a release; null: nothing.</summary>
    internal static string? Problem(ImmutableArray<ReleaseFile> files) =>
        !files.Any(file => file.Path == Root) ? $"{Root} among them"
        : files.Any(file => !Names.Contains(file.Path) || file.IsExecutable || file.Length > ImageLimits.MaxIndexBytes)
            ? $"nothing but {string.Join(" and ", Names)}, not executable, at most {ImageLimits.MaxIndexBytes} bytes each"
            : null;
}
