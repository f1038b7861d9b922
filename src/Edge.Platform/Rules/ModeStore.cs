using System.Text;
using Edge.Platform.Files;
using Edge.Profiles;
using Edge.Rules;

namespace Edge.Platform.Rules;

/// <summary>The chosen modes of a gateway in a file of its state folder: a line <c>NAME VALUE</c> each.</summary>
/// <remarks>Replaced as a whole: after a power cut it is the old one or the new one. What the site file no longer declares is
/// passed over; a file that cannot be read counts as nothing chosen.</remarks>
public sealed class ModeStore(string folder)
{
    private const int MaxBytes = 16 * 1024;

    public string FilePath { get; } = Path.Combine(folder, "modes");

    /// <summary>The chosen values, by their position in the site file.</summary>
    /// <exception cref="IOException">The file is there and cannot be read.</exception>
    public IEnumerable<ModeChoice> Load(Site site)
    {
        if (!File.Exists(FilePath) || new FileInfo(FilePath).Length > MaxBytes) { yield break; }
        foreach (string line in File.ReadAllText(FilePath, Encoding.UTF8).Split('\n'))
        {
            string[] words = line.Split(' ');
            ModeDeclaration? mode = words.Length == 2 ? site.Modes.FirstOrDefault(each => each.Name == words[0]) : null;
            int value = mode?.Values.IndexOf(words[1]) ?? -1;
            if (value >= 0) { yield return new ModeChoice(mode!.Index, value); }
        }
    }

    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(Site site, IEnumerable<ModeChoice> choices)
    {
        string text = string.Concat(choices.Select(each =>
            $"{site.Modes[each.Mode].Name} {site.Modes[each.Mode].Values[each.Value]}\n"));
        DurableFile.Replace(FilePath, Encoding.UTF8.GetBytes(text), DurableFile.WorldReadable);
    }
}
