using System.Text;

namespace Edge.Updates.Tuf;

/// <summary>The names of roles and of the files that carry them.</summary>
public static class TufNames
{
    public const string Root = "root";
    public const string Timestamp = "timestamp";
    public const string Snapshot = "snapshot";
    public const string Targets = "targets";

    public static bool IsTopLevel(string role) => role is Root or Timestamp or Snapshot or Targets;

    /// <summary>Any text that can be a file name once it is percent-encoded, but for the four top-level names.</summary>
    public static bool IsDelegated(string role) =>
        role.Length > 0 && !IsTopLevel(role) && !role.Contains('\0')
        && Encoding.UTF8.GetByteCount(role) <= TufLimits.MaxRoleNameBytes;

    /// <summary>The name of a role as one path segment: percent-encoded but for letters, digits and <c>-._~</c>.</summary>
    public static string Encode(string role) => Uri.EscapeDataString(role);

    /// <summary>The file of a role below the address of the metadata; no version: the one without a number.</summary>
    public static string FileOf(string role, long? version) =>
        version is long number ? $"{number}.{Encode(role)}.json" : $"{Encode(role)}.json";
}
