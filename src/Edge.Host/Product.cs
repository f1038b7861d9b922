using System.Reflection;

namespace Edge.Host;

/// <summary>The version as the build wrote it: number and commit.</summary>
internal static class Product
{
    public static string Version { get; } =
        typeof(Product).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";
}
