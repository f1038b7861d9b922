using Edge.Platform.Updates;
using Edge.Rules;

namespace Edge.Platform.Rules;

/// <summary>The rule state in the state folder: file <c>rule-state</c>.</summary>
/// <remarks>After a cut the file is the old or the new one, whole. One that cannot be used is kept beside
/// it as <c>rule-state.unusable</c>, and the rules begin anew. Throws <see cref="IOException"/> and
/// <see cref="UnauthorizedAccessException"/>. Bytes: docs/formats/rule-state.md.</remarks>
public sealed class RuleStateStore(IUpdateDisk disk, string folder)
{
    public string FilePath { get; } = Path.Combine(folder, "rule-state");

    /// <summary>What was saved last, or null; and why not, where there is a file that cannot be
    /// used.</summary>
    public (EngineMemory? Memory, string? Problem) Load()
    {
        byte[]? bytes;
        using (Stream? stream = disk.OpenRead(FilePath))
        {
            if (stream is null) { return (null, null); }
            if (stream.Length > MemoryFile.MaxBytes) { bytes = null; }
            else
            {
                bytes = new byte[stream.Length];
                stream.ReadExactly(bytes);
            }
        }

        Result<EngineMemory, MemoryRefusal> read = bytes is null ? MemoryRefusal.Malformed : MemoryFile.Read(bytes);
        if (read.IsOk) { return (read.Value, null); }
        string aside = FilePath + ".unusable";
        disk.Rename(FilePath, aside);
        disk.FlushFolder(folder);
        return (null, $"{PlainWords.Of(read.Reason.ToString())}; it lies at {aside} now");
    }

    /// <summary>Durable on return.</summary>
    public void Save(EngineMemory memory) => disk.Replace(FilePath, MemoryFile.Write(memory));
}
