using Edge.Sealing;

namespace Edge.Collector.Store;

/// <summary>The epochs in use, opened; the oldest goes when there are too many and is opened again when needed.</summary>
internal sealed class EpochShelf : IDisposable
{
    public const int MaxEpochs = 64;

    private readonly Dictionary<EpochId, ShelvedEpoch> _epochs = [];
    private readonly Queue<EpochId> _order = new();

    public ShelvedEpoch? Find(EpochId id) => _epochs.GetValueOrDefault(id);

    public void Put(ShelvedEpoch epoch)
    {
        if (!_epochs.TryAdd(epoch.Epoch.Id, epoch)) { return; }
        _order.Enqueue(epoch.Epoch.Id);
        if (_order.Count > MaxEpochs && _epochs.Remove(_order.Dequeue(), out ShelvedEpoch? oldest)) { oldest.Epoch.Dispose(); }
    }

    /// <summary>Forgets everything: what a rolled-back transaction had written beside it is gone.</summary>
    public void Clear()
    {
        foreach (ShelvedEpoch epoch in _epochs.Values) { epoch.Epoch.Dispose(); }
        _epochs.Clear();
        _order.Clear();
    }

    public void Dispose() => Clear();
}

/// <param name="Channels">Row of each channel of the schema.</param>
internal sealed record ShelvedEpoch(OpenedEpoch Epoch, long[] Channels);
