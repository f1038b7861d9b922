using Edge.Hardening;

namespace Edge.Device.Hardening;

/// <summary>Steps that were proven to have stopped what must survive, durably: what took the only way in once would take it in the
/// next boot, where nothing works yet that could be seen to stop.</summary>
/// <remarks>While the policy is in force for which such a step was taken, it is not tried again. Under another policy, which may
/// declare what was missing, it is: where what it stopped works in this boot, so that it can be seen to stop.</remarks>
public sealed class BrokenSteps
{
    private const string Name = "broken";

    private readonly GuardFile _file;
    private readonly IGuardTrail _trail;
    private readonly Func<long> _unixTime;
    private readonly List<BrokenStep> _steps;
    private bool _hasTold;

    /// <param name="stateFolder">Outlives a power cut.</param>
    /// <param name="unixTime">Milliseconds, for people.</param>
    public BrokenSteps(string stateFolder, IGuardTrail trail, Func<long> unixTime)
    {
        (_file, _trail, _unixTime) = (FileIn(stateFolder), trail, unixTime);
        _steps = [.. _file.Read(BrokenStep.Read, out string? problem) ?? []];
        if (problem is not null) { trail.Record(new(GuardEventKind.Failed, "steps that broke something", problem)); }
    }

    /// <summary>What is known, without touching it.</summary>
    public static IReadOnlyList<BrokenStep> Peek(string stateFolder) => FileIn(stateFolder).Peek(BrokenStep.Read) ?? [];

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<BrokenStep> Known => _steps;

    /// <summary>Why a step is not to be taken now; null: it may be.</summary>
    /// <param name="works">Whether what a step stopped once works now.</param>
    public BrokenStep? Of(GuardStep step, string policy, Predicate<BrokenStep> works) =>
        _steps.Find(each => each.Key == step.Key && each.Policy == policy)
        ?? _steps.Find(each => each.Key == step.Key && each.FineUnder != policy && !works(each));

    public void Add(GuardStep step, string policy, Survivor dead)
    {
        _steps.RemoveAll(each => each.Key == step.Key && each.Policy == policy);
        _steps.Add(new(step.Key, policy, dead.Item.Kind, dead.Item.Name, _unixTime()));
        if (_steps.Count > BrokenStep.Most) { _steps.RemoveAt(0); }
        Store();
    }

    /// <summary>These steps were taken under this policy, and these channels worked after them.</summary>
    public void Confirm(IEnumerable<GuardStep> steps, string policy, IEnumerable<Survivor> working)
    {
        HashSet<string> keys = [.. steps.Select(step => step.Key)];
        HashSet<string> names = [.. working.Select(channel => channel.Item.Name)];
        for (int i = 0; i < _steps.Count; i++)
        {
            BrokenStep each = _steps[i];
            bool isFine = keys.Contains(each.Key) && each.Policy != policy && names.Contains(each.Name);
            if (isFine) { _steps[i] = each with { FineUnder = policy }; }
        }
        Store();
    }

    /// <summary>Tries again to keep what could not be kept.</summary>
    public void Retry()
    {
        if (_file.Trouble is not null) { Store(); }
    }

    private static GuardFile FileIn(string folder) => new(folder, Name, BrokenStep.MaxBytes);

    private void Store()
    {
        if (_steps.Count == 0) { return; }
        _file.Write(BrokenStep.Write(_steps));
        if (_file.Trouble is { } trouble && !_hasTold)
        {
            _trail.Record(new(GuardEventKind.Failed, "steps that broke something", $"known for this start only: {trouble}"));
        }
        _hasTold = _file.Trouble is not null;
    }
}
