using System.Text;

namespace Edge.Simulator.Guest;

/// <summary>Files of sysfs and configfs: one short value each, written whole and in one go.</summary>
internal static class KernelFile
{
    public static void Write(string path, string value)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write);
        RandomAccess.Write(file, Encoding.ASCII.GetBytes(value), 0);
    }

    public static string Read(string path) => File.ReadAllText(path).Trim();
}
