using Edge.Keys;

namespace Edge.Audit;

/// <summary>Checks a log from its bytes alone: order, tree, signatures, and the heads that others hold.
/// One use, one thread.</summary>
/// <remarks>A log without a signed head is not genuine, however well it reads. Wall clocks play no part: a
/// board at 1970 is no attack. An unfinished frame at the very end is a power cut and is told
/// apart.</remarks>
public sealed class AuditVerifier(DeviceDescriptor device, IReadOnlyCollection<AuditWitness> witnesses)
{
    /// <summary>More findings tell nothing more.</summary>
    private const int MaxFindings = 100;

    private readonly List<AuditFinding> _findings = [];
    private readonly List<Verified<PurposeKeyCertificate>> _certificates = [];
    private readonly Dictionary<TreeHash, List<AuditWitness>> _unseen =
        witnesses.GroupBy(witness => witness.Hash).ToDictionary(group => group.Key, group => group.ToList());

    private TreeFrontier? _tree;
    private AuditEntry? _last;
    private long _first;
    private long _signed;
    private long _torn;
    private int _witnessed;

    /// <summary>Called with each entry that is in order, in order; null by default.</summary>
    public Action<AuditEntry>? OnEntry { get; init; }

    /// <summary>Takes the next file of the log; those of one log follow each other.</summary>
    public void Take(ReadOnlyMemory<byte> file)
    {
        if (!file.Span.StartsWith(AuditFrame.Magic))
        {
            Find(AuditRefusal.Malformed, 0, "it does not begin as a log does");
            return;
        }

        if (_torn > 0) { Find(AuditRefusal.Malformed, -1, "an unfinished write stands before another file"); }
        int at = AuditFrame.Magic.Length;
        bool isFirst = true;
        while (at < file.Length)
        {
            if (AuditFrame.Decode(file[at..]) is not { } frame)
            {
                TakeRest(file[at..], at);
                return;
            }

            if (isFirst != (frame.Kind == AuditFrameKind.Beginning))
            {
                Find(AuditRefusal.Malformed, at, isFirst ? "no beginning" : "a second beginning");
                return;
            }

            TakeFrame(frame, at);
            if (_tree is null) { return; }
            isFirst = false;
            at += frame.Length;
        }
    }

    /// <summary>The result, after the last file.</summary>
    public AuditVerdict Finish()
    {
        if (_signed == 0)
        {
            Find(AuditRefusal.NothingSigned, -1, "no head is signed by the device: the log proves nothing");
        }
        int older = 0;
        foreach (AuditWitness missed in _unseen.Values.SelectMany(group => group))
        {
            if (MayBeOlder(missed))
            {
                older++;
                continue;
            }

            Find(
                AuditRefusal.WitnessContradicts, -1,
                $"{missed.Source} holds the head {missed.Hash}, which is not in this log: it was cut, replaced, put back or told otherwise");
        }

        TreeFrontier tree = _tree ?? TreeFrontier.Empty;
        return new(device.Device, _first, tree.Size, tree.Root, _signed, _witnessed, older, _torn, _findings);
    }

    /// <summary>The entries before the first were delivered and cut back: a head over no more than those
    /// cannot be found here.
    /// Where nobody knows how many entries a head is over, another that is found must vouch for the
    /// log.</summary>
    private bool MayBeOlder(AuditWitness missed) =>
        missed.AtLeast < _first && (missed.AtLeast > 0 || _witnessed > 0);

    private void TakeFrame(AuditFrame frame, long at)
    {
        switch (frame.Kind)
        {
            case AuditFrameKind.Beginning: Begin(frame, at); break;
            case AuditFrameKind.Certificate: TakeCertificate(frame, at); break;
            case AuditFrameKind.Entry: TakeEntry(frame, at); break;
            case AuditFrameKind.Head: TakeHead(frame, at); break;
        }
    }

    private void Begin(AuditFrame frame, long at)
    {
        if (AuditBeginning.Decode(frame.Content) is not { } beginning)
        {
            Find(AuditRefusal.Malformed, at, "the beginning is no beginning");
            return;
        }

        if (beginning.Device != device.Device)
        {
            Find(AuditRefusal.WrongDevice, at, $"the log of device {beginning.Device}, not of {device.Device}");
            return;
        }

        if (_tree is null)
        {
            _tree = beginning.Frontier!;
            _first = beginning.Size;
            See(_tree);
        }
        else if (beginning.Size != _tree.Size || beginning.Frontier!.Root != _tree.Root)
        {
            Find(AuditRefusal.BrokenOrder, at, $"a file that begins at {beginning.Size} does not follow entry {_tree.Size}");
        }
    }

    private void TakeCertificate(AuditFrame frame, long at)
    {
        var read = PurposeKeyCertificate.Read(frame.Content.ToArray());
        if (!read.TryGet(out PurposeKeyCertificate certificate, out KeyRefusal refusal))
        {
            Find(AuditRefusal.BadHead, at, $"a certificate is refused: {PlainWords.Of($"{refusal}")}");
            return;
        }

        var verified = certificate.Verify(device);
        if (verified.IsOk) { _certificates.Add(verified.Value); }
        else { Find(AuditRefusal.BadHead, at, $"a certificate is refused: {PlainWords.Of($"{verified.Reason}")}"); }
    }

    private void TakeEntry(AuditFrame frame, long at)
    {
        if (AuditEntry.Decode(frame.Content) is not { } entry)
        {
            Find(AuditRefusal.Malformed, at, "an entry is no entry");
            return;
        }

        if (entry.Index != _tree!.Size)
        {
            Find(AuditRefusal.BrokenOrder, at, $"entry {entry.Index} stands where {_tree.Size} belongs");
        }
        else if (_last is { } last && last.Boot == entry.Boot && entry.Time.MonotonicMilliseconds < last.Time.MonotonicMilliseconds)
        {
            Find(AuditRefusal.TimeRunsBack, at, $"entry {entry.Index} is earlier in its boot than the one before");
        }

        _tree.Append(TreeHash.OfLeaf(frame.Content.Span));
        _last = entry;
        See(_tree);
        OnEntry?.Invoke(entry);
    }

    private void TakeHead(AuditFrame frame, long at)
    {
        if (AuditHead.Verify(frame.Content.ToArray(), _certificates) is not { } verified)
        {
            Find(AuditRefusal.BadHead, at, "a head is not signed by a key of this device that may sign heads");
            return;
        }

        AuditHead head = verified.Value;
        if (head.Size == _tree!.Size && head.Root == _tree.Root) { _signed = head.Size; }
        else
        {
            Find(AuditRefusal.HeadMismatch, at, $"the head over {head.Size} entries does not fit the {_tree.Size} entries before it");
        }
    }

    private void TakeRest(ReadOnlyMemory<byte> rest, long at)
    {
        if (AuditFrame.IsUnfinished(rest.Span)) { _torn = rest.Length; }
        else { Find(AuditRefusal.Malformed, at, $"{rest.Length} bytes that are no frame"); }
    }

    private void See(TreeFrontier tree)
    {
        if (_unseen.Count == 0 || tree.Size == 0) { return; }
        if (_unseen.Remove(AuditHead.WitnessOf(tree.Size, tree.Root), out List<AuditWitness>? found))
        {
            _witnessed += found.Count;
        }
    }

    private void Find(AuditRefusal refusal, long at, string detail)
    {
        if (_findings.Count < MaxFindings) { _findings.Add(new(refusal, at, detail)); }
    }
}
