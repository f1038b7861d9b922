using Edge.Sensing;

namespace Edge.Rules.Cel;

/// <summary>What one evaluation looks at.</summary>
/// <param name="now">Monotonic milliseconds.</param>
/// <param name="maxAge">Milliseconds: an older reading is unknown.</param>
internal readonly ref struct CelInput(Snapshot snapshot, long now, long maxAge)
{
    public CelValue Channel(int channel)
    {
        ref readonly Reading reading = ref snapshot[channel];
        bool isFresh = reading.IsUsable && now - reading.Time.MonotonicMilliseconds <= maxAge;
        return isFresh ? CelValue.Of(reading.Value) : CelValue.Unknown(channel);
    }

    /// <summary>What operands give of which one at least is no value: an unknown before an error, the left
    /// error before the right.</summary>
    /// <remarks>Of two unknowns the one whose channel was usable longer ago: its age counts.</remarks>
    public CelValue Merge(CelValue left, CelValue right) => (left.Kind, right.Kind) switch
    {
        (CelKind.Unknown, CelKind.Unknown) =>
            snapshot.LastUsable(right.Channel) < snapshot.LastUsable(left.Channel) ? right : left,
        (CelKind.Unknown, _) => left,
        (_, CelKind.Unknown) => right,
        (CelKind.Error, _) => left,
        _ => right,
    };
}

/// <summary>A checked expression, ready to run: a tree of small objects that allocate nothing.</summary>
internal abstract class CelCode
{
    public abstract CelValue Run(in CelInput input);

    public sealed class Constant(CelValue value) : CelCode
    {
        public override CelValue Run(in CelInput input) => value;
    }

    public sealed class Channel(int index) : CelCode
    {
        public override CelValue Run(in CelInput input) => input.Channel(index);
    }

    public sealed class Not(CelCode operand) : CelCode
    {
        public override CelValue Run(in CelInput input)
        {
            CelValue value = operand.Run(input);
            return value.IsValue ? CelValue.Of(!value.Bool) : value;
        }
    }

    /// <summary><c>&amp;&amp;</c> and <c>||</c>: one decisive side is enough, whatever the other is.</summary>
    /// <remarks>Source: Common Expression Language, language definition, "Logical Operators".</remarks>
    public sealed class Logical(CelCode left, CelCode right, bool decisive) : CelCode
    {
        public override CelValue Run(in CelInput input)
        {
            CelValue first = left.Run(input);
            bool isDecided = first.IsValue && first.Bool == decisive;
            return isDecided ? first : Join(input, first, right.Run(input), decisive);
        }

        /// <summary>Both sides, already evaluated.</summary>
        public static CelValue Join(in CelInput input, CelValue first, CelValue second, bool decisive)
        {
            if (first.IsValue && first.Bool == decisive) { return first; }
            if (second.IsValue && second.Bool == decisive) { return second; }
            return first.IsValue && second.IsValue ? second : input.Merge(first, second);
        }
    }

    public sealed class Conditional(CelCode condition, CelCode then, CelCode otherwise) : CelCode
    {
        public override CelValue Run(in CelInput input)
        {
            CelValue chosen = condition.Run(input);
            if (!chosen.IsValue) { return chosen; }
            return chosen.Bool ? then.Run(input) : otherwise.Run(input);
        }
    }

    /// <summary>A comparison; <paramref name="equal"/> and the others tell what makes it true.</summary>
    public sealed class Comparison(
        CelCode left, CelCode right, bool less, bool equal, bool greater, bool withNaN) : CelCode
    {
        public override CelValue Run(in CelInput input)
        {
            CelValue first = left.Run(input);
            CelValue second = right.Run(input);
            if (!first.IsValue || !second.IsValue) { return input.Merge(first, second); }
            return CelValue.Of(CelCompare.Order(first, second) switch
            {
                null => withNaN,
                < 0 => less,
                0 => equal,
                > 0 => greater,
            });
        }
    }

    public sealed class Negate(CelCode operand) : CelCode
    {
        public override CelValue Run(in CelInput input)
        {
            CelValue value = operand.Run(input);
            return value.IsValue ? CelArithmetic.Negate(value) : value;
        }
    }

    /// <summary>Arithmetic on two values of one type.</summary>
    public sealed class Arithmetic(CelCode left, CelCode right, char operation) : CelCode
    {
        public override CelValue Run(in CelInput input)
        {
            CelValue first = left.Run(input);
            CelValue second = right.Run(input);
            if (!first.IsValue || !second.IsValue) { return input.Merge(first, second); }
            return CelArithmetic.Apply(operation, first, second);
        }
    }

    public sealed class Convert(CelCode operand, CelKind to) : CelCode
    {
        public override CelValue Run(in CelInput input)
        {
            CelValue value = operand.Run(input);
            return value.IsValue ? CelArithmetic.Convert(value, to) : value;
        }
    }
}
