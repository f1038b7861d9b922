using Edge.Audit;

namespace Edge.Platform.Audit;

/// <summary>Makes proofs from the files of a log; needs no key, because heads are signed already.</summary>
public static class AuditProofs
{
    /// <summary>That an entry is in the log.</summary>
    public static Result<AuditProof, string> OfEntry(string folder, long index) => From(folder, log =>
        index < log.First || index >= log.SignedSize
            ? $"Entry {index} cannot be proved: this log holds entries {log.First} to {log.SignedSize - 1} under its last signed head."
            : new AuditProof(
                log.Entries[(int)(index - log.First)], 0, null, log.Leaves.Inclusion(index, log.SignedSize), log.Head!.Value, log.Certificate!.Value));

    /// <summary>That the last signed head of these files only added to the entries before them; from the
    /// files alone.</summary>
    public static Result<AuditProof, string> OfBeginning(IEnumerable<ReadOnlyMemory<byte>> files)
    {
        var contents = new Contents();
        foreach (ReadOnlyMemory<byte> file in files) { contents.Take(file); }
        return contents.Head is null ? "no file has a beginning and a signed head" : OfBeginning(contents, contents.First);
    }

    /// <summary>That the last signed head only added to the first so many entries.</summary>
    public static Result<AuditProof, string> OfBeginning(string folder, long size) => From(folder, log => OfBeginning(log, size));

    private static Result<AuditProof, string> OfBeginning(Contents log, long size) =>
        size < Math.Max(log.First, 1) || size > log.SignedSize
            ? $"A beginning of {size} entries cannot be proved: this log can prove {Math.Max(log.First, 1)} to {log.SignedSize}."
            : new AuditProof(
                null, size, log.Leaves.RootOf(size), log.Leaves.Consistency(size, log.SignedSize), log.Head!.Value, log.Certificate!.Value);

    private static Result<AuditProof, string> From(string folder, Func<Contents, Result<AuditProof, string>> make)
    {
        try
        {
            IReadOnlyList<(string Path, long First)> files = AuditSegment.In(folder);
            if (files.Count == 0) { return $"{folder} holds no audit log (files that end in .audit)."; }
            var contents = new Contents();
            long left = AuditLimits.MaxFileBytes;
            foreach ((string path, _) in files)
            {
                byte[] file = AuditSegment.Read(path, left);
                contents.Take(file);
                left -= file.Length;
            }

            return contents.Head is null ? $"The log in {folder} has no signed head yet." : make(contents);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"{folder} cannot be read: {Files.FileTrouble.Of(folder, exception)}.";
        }
    }

    private sealed class Contents
    {
        private readonly List<TreeHash> _leaves = [];
        private TreeFrontier? _before;
        private ReadOnlyMemory<byte>? _certificate;

        public List<ReadOnlyMemory<byte>> Entries { get; } = [];

        public long First => _before!.Size;

        public long SignedSize { get; private set; }

        public ReadOnlyMemory<byte>? Head { get; private set; }

        public ReadOnlyMemory<byte>? Certificate { get; private set; }

        public TreeLeaves Leaves => new(_before!, _leaves);

        public void Take(ReadOnlyMemory<byte> file)
        {
            foreach ((AuditFrame frame, _) in AuditFrame.In(file))
            {
                if (_before is null && frame.Kind != AuditFrameKind.Beginning) { return; }
                switch (frame.Kind)
                {
                    case AuditFrameKind.Beginning: _before ??= AuditBeginning.Decode(frame.Content)?.Frontier; break;
                    case AuditFrameKind.Certificate: _certificate = frame.Content; break;
                    case AuditFrameKind.Entry:
                        Entries.Add(frame.Content);
                        _leaves.Add(TreeHash.OfLeaf(frame.Content.Span));
                        break;
                    case AuditFrameKind.Head when _certificate is not null:
                        (Head, Certificate, SignedSize) = (frame.Content, _certificate, First + Entries.Count);
                        break;
                }
            }
        }
    }
}
