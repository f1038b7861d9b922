namespace Edge;

/// <summary>Either a value or the reason why there is none.</summary>
/// <remarks>For what is expected or hostile: input from outside, a missing sensor, a full outbox. Misuse throws
/// instead. <c>default</c> is neither: reading <see cref="Value"/> or <see cref="Reason"/> of it throws.</remarks>
/// <typeparam name="T">The value.</typeparam>
/// <typeparam name="TReason">A numbered enum whose zero is unused, or a record that carries one.</typeparam>
public readonly struct Result<T, TReason>
    where T : notnull
    where TReason : notnull
{
    private readonly T? _value;
    private readonly TReason? _reason;
    private readonly ResultState _state;

    private Result(T? value, TReason? reason, ResultState state) => (_value, _reason, _state) = (value, reason, state);

    /// <summary>True when there is a value.</summary>
    public bool IsOk => _state == ResultState.Ok;

    /// <summary>The value. Throws when there is none: the caller has not looked at <see cref="IsOk"/>.</summary>
    public T Value => _state == ResultState.Ok
        ? _value!
        : throw new InvalidOperationException($"There is no value: {(_state == ResultState.Refused ? _reason!.ToString() : "unset")}.");

    /// <summary>The reason. Throws when there is a value.</summary>
    public TReason Reason => _state == ResultState.Refused
        ? _reason!
        : throw new InvalidOperationException("There is no reason: the result is a value or unset.");

    public static implicit operator Result<T, TReason>(T value) => new(value, default, ResultState.Ok);

    public static implicit operator Result<T, TReason>(TReason reason) => new(default, reason, ResultState.Refused);

    /// <summary>True with the value, or false with the reason.</summary>
    public bool TryGet(out T value, out TReason reason)
    {
        (value, reason) = (_value!, _reason!);
        return IsOk;
    }

    public override string ToString() => IsOk ? $"Ok({_value})" : $"Refused({_reason})";
}

/// <summary>Not nested in <see cref="Result{T, TReason}"/>: whoever keeps all members of a result for reflection, as Polly
/// does, would keep those of an enum with it, and they need run-time code (IL3050).</summary>
internal enum ResultState : byte { Unset, Ok, Refused }
