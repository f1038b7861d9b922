using System.Globalization;
using Edge.Audit;
using Edge.Keys;
using Edge.Platform.Files;
using Edge.Sensing;
using Microsoft.Extensions.Logging;

namespace Edge.Platform.Audit;

/// <summary>The log of one device in a folder of its own: it only grows at its end and is cut back at its
/// beginning.</summary>
/// <remarks>An entry is durable when <see cref="Record"/> returns. After <see cref="EntriesPerHead"/>
/// entries, and whenever somebody asks for it, a signed head follows; each finished file ends with one. A
/// full or failing disk costs entries, which are counted and told by the next one that succeeds. Delivered
/// files go when the budget is reached, others never; the last tenth of the budget is for alarms. One
/// process at a time; thread-safe within it.</remarks>
public sealed class AuditLog : IAuditTrail, IDisposable
{
    /// <summary>So many entries at most stand behind the last signed head.</summary>
    public const int EntriesPerHead = 32;

    /// <summary>A file is closed when it is longer than this, or than a tenth of the budget.</summary>
    private const int FileBytes = 128 * 1024;

    /// <summary>An entry, a certificate and a head, with their frames.</summary>
    private const int MostAtOnce = 4 * 1024;

    private readonly Lock _gate = new();
    private readonly AuditFolder _folder;
    private readonly AuditLogOptions _options;
    private readonly SigningIdentity _signer;
    private readonly IMachineClock _clock;
    private readonly ILogger _logger;
    private readonly TreeFrontier _tree;
    private bool _hasCertificate;
    private long _signedSize;
    private long _lastMonotonic;
    private long _unrecorded;

    private AuditLog(
        AuditFolder folder, TreeFrontier tree, AuditLogOptions options, SigningIdentity signer, IMachineClock clock, ILogger logger) =>
        (_folder, _tree, _options, _signer, _clock, _logger) = (folder, tree, options, signer, clock, logger);

    /// <summary>Entries that found no room since the last one that did.</summary>
    public long Unrecorded { get { lock (_gate) { return _unrecorded; } } }

    /// <summary>The head as it is now.</summary>
    public AuditHead Head { get { lock (_gate) { return HeadNow(); } } }

    /// <summary>What headers of records carry of the head as it is now.</summary>
    public TreeHash Witness { get { lock (_gate) { return AuditHead.WitnessOf(_tree.Size, _tree.Root); } } }

    /// <summary>Entries before this index are safe elsewhere.</summary>
    public long Delivered { get { lock (_gate) { return _folder.Delivered; } } }

    private DeviceId Device => _signer.Certificate.Value.Device;

    /// <summary>Opens the log of a device, or begins it. What a power cut left of a write is taken away
    /// and told.</summary>
    /// <param name="signer">A key certified for <see cref="KeyPurpose.AuditHeads"/>; not disposed of
    /// here.</param>
    public static Result<AuditLog, string> Open(
        string folder, AuditLogOptions options, SigningIdentity signer, IMachineClock clock, ILogger<AuditLog> logger)
    {
        if (signer.Certificate.Value.Purpose != KeyPurpose.AuditHeads)
        {
            throw new ArgumentException("The key is certified for something else.", nameof(signer));
        }

        try
        {
            Directory.CreateDirectory(folder, DurableFile.OwnerOnly | UnixFileMode.UserExecute);
            DeviceId device = signer.Certificate.Value.Device;
            if (AuditSegment.In(folder) is [.., (string path, _)])
            {
                AuditReplay replay = AuditReplay.Of(AuditSegment.Read(path), device);
                return replay.Tree is { } tree
                    ? new AuditLog(AuditFolder.GoOn(folder, device, path, replay), tree, options, signer, clock, logger).TellOfRepair(path, replay)
                    : $"The audit log {path} is another device's, or damaged at its beginning. Keep it as evidence: "
                        + $"move the folder {folder} away, and a log begins anew.";
            }

            var log = new AuditLog(AuditFolder.Begin(folder, device), TreeFrontier.Empty, options, signer, clock, logger);
            log.Record(AuditEvent.LogBegun, AuditActor.Edge, device.ToString());
            return log;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"The audit log {folder} cannot be opened: {FileTrouble.Of(folder, exception)}.";
        }
    }

    /// <inheritdoc/>
    public void Record(AuditEvent number, AuditActor actor, string subject, string detail = "")
    {
        lock (_gate)
        {
            MakeRoom();
            AuditSeverity severity = AuditCatalogue.Find(number)?.Severity ?? AuditSeverity.Alarm;
            if (HasRoomFor(severity) && TryTellOfUnrecorded() && TryAppend(number, actor, subject, detail)) { return; }
            _unrecorded++;
            Log.NotRecorded(_logger, PlainWords.Of($"{number}"), subject);
        }
    }

    /// <summary>Signs what is there, where that was not done yet. False: the disk refused.</summary>
    public bool SignHead()
    {
        lock (_gate) { return TrySign(); }
    }

    /// <summary>Entries before this index are safe elsewhere: their files may go when room is needed.
    /// Only rises.</summary>
    public void MarkDelivered(long size)
    {
        lock (_gate)
        {
            try
            {
                _folder.MarkDelivered(Math.Min(size, _tree.Size));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                Log.MarkNotKept(_logger, exception.Message);
            }
        }
    }

    /// <summary>What a head over the first so many entries would be known by. Null: the log has fewer, or the files of that
    /// time were cut back. Throws what files throw.</summary>
    public TreeHash? WitnessAt(long size)
    {
        lock (_gate)
        {
            return size > _tree.Size ? null
                : size == _tree.Size ? AuditHead.WitnessOf(size, _tree.Root)
                : AuditReplay.RootAt(_folder.Files, size) is { } root ? AuditHead.WitnessOf(size, root) : null;
        }
    }

    /// <summary>Entries from that index on, as many as fit, as a file of its own with a signed head. Null:
    /// there are none. Throws what files throw.</summary>
    public AuditExcerpt? ExcerptFrom(long index, int mostBytes)
    {
        lock (_gate)
        {
            return AuditExcerpt.Read(_folder.Files, index, mostBytes, tree =>
            [
                .. new AuditFrame(AuditFrameKind.Certificate, _signer.Certificate.Value.Bytes).Encode(),
                .. new AuditFrame(
                    AuditFrameKind.Head, new AuditHead(Device, _clock.Boot, tree.Size, tree.Root, _clock.Now()).Sign(_signer)).Encode(),
            ]);
        }
    }

    /// <summary>Signs the end and closes.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            TrySign();
            _folder.Dispose();
        }
    }

    private AuditHead HeadNow() => new(Device, _clock.Boot, _tree.Size, _tree.Root, _clock.Now());

    private AuditLog TellOfRepair(string path, AuditReplay replay)
    {
        if (replay.Rest == 0) { return this; }
        string what = replay.IsDamaged
            ? $"{replay.Rest} damaged bytes are put aside"
            : $"{replay.Rest} bytes of an unfinished write are taken away";
        Log.Repaired(_logger, what);
        Record(AuditEvent.LogRepaired, AuditActor.Edge, Path.GetFileName(path), what);
        return this;
    }

    private bool TryTellOfUnrecorded()
    {
        if (_unrecorded == 0) { return true; }
        string count = _unrecorded.ToString(CultureInfo.InvariantCulture);
        if (!TryAppend(AuditEvent.EntriesNotRecorded, AuditActor.Edge, "audit log", $"{count} entries")) { return false; }
        _unrecorded = 0;
        return true;
    }

    /// <summary>The last tenth of the budget is for alarms: who floods the log cannot silence them.</summary>
    private bool HasRoomFor(AuditSeverity severity) =>
        _folder.Bytes + MostAtOnce <= (severity == AuditSeverity.Alarm ? _options.BudgetBytes : _options.BudgetBytes / 10 * 9);

    private void MakeRoom()
    {
        if (_folder.LastBytes <= Math.Min(FileBytes, _options.BudgetBytes / 10)) { return; }
        try
        {
            if (!TrySign()) { return; }
            _folder.BeginFile(_tree);
            _hasCertificate = false;
            if (_folder.CutBack(_options.BudgetBytes / 10 * 8, _options.KeepsUndelivered) is { } first)
            {
                TryAppend(AuditEvent.LogCutBack, AuditActor.Edge, "audit log", $"it begins with entry {first}");
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.DiskRefuses(_logger, exception.Message);
        }
    }

    private bool TryAppend(AuditEvent number, AuditActor actor, string subject, string detail)
    {
        // Two threads may come here in another order than they asked for the time.
        ReadingTime now = _clock.Now();
        _lastMonotonic = Math.Max(_lastMonotonic, now.MonotonicMilliseconds);
        byte[] leaf = new AuditEntry(
            _tree.Size, _clock.Boot, now with { MonotonicMilliseconds = _lastMonotonic }, number, actor, subject, detail).Encode();
        if (!TryWrite(new AuditFrame(AuditFrameKind.Entry, leaf).Encode())) { return false; }
        _tree.Append(TreeHash.OfLeaf(leaf));
        if (_tree.Size - _signedSize >= EntriesPerHead) { TrySign(); }
        return true;
    }

    private bool TrySign()
    {
        if (_signedSize == _tree.Size && _hasCertificate) { return true; }
        byte[] certificate = _hasCertificate ? [] : new AuditFrame(AuditFrameKind.Certificate, _signer.Certificate.Value.Bytes).Encode();
        if (!TryWrite([.. certificate, .. new AuditFrame(AuditFrameKind.Head, HeadNow().Sign(_signer)).Encode()])) { return false; }
        (_signedSize, _hasCertificate) = (_tree.Size, true);
        return true;
    }

    private bool TryWrite(byte[] frames)
    {
        try
        {
            _folder.Append(frames);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.DiskRefuses(_logger, exception.Message);
            return false;
        }
    }
}
