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
        return reading.IsUsable && now - reading.Time.MonotonicMilliseconds <= maxAge ? CelValue.Of(reading.Value) : CelValue.Unknown;
    }
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

    /// <summary><c>&amp;&amp;</c> and <c>||</c>: one decisive side is enough, whatever the other side is, in either order.</summary>
    public sealed class Logical(CelCode left, CelCode right, bool decisive) : CelCode
    {
        public override CelValue Run(in CelInput input)
        {
            CelValue first = left.Run(input);
            if (first.IsValue && first.Bool == decisive) { return first; }
            CelValue second = right.Run(input);
            if (second.IsValue && second.Bool == decisive) { return second; }
            return first.IsValue && second.IsValue ? second : CelValue.Merge(
                first.IsValue ? second : first, second.IsValue ? first : second);
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

    /// <summary>A comparison; <paramref name="equal"/> and the others say which orders make it true.</summary>
    public sealed class Comparison(CelCode left, CelCode right, bool less, bool equal, bool greater, bool withNaN) : CelCode
    {
        public override CelValue Run(in CelInput input)
        {
            CelValue first = left.Run(input);
            CelValue second = right.Run(input);
            if (!first.IsValue || !second.IsValue) { return CelValue.Merge(first, second); }
            return CelValue.Of(CelCompare.Order(first, second) switch { null => withNaN, < 0 => less, 0 => equal, > 0 => greater });
        }
    }

    public sealed class Negate(CelCode operand) : CelCode
    {
        public override CelValue Run(in CelInput input)
        {
            CelValue value = operand.Run(input);
            return value.Kind switch
            {
                CelKind.Double => CelValue.Of(-value.Double),
                CelKind.Int => value.Bits == long.MinValue ? CelValue.Error : CelValue.Of(-value.Bits),
                _ => value,
            };
        }
    }

    /// <summary>Arithmetic on two values of one type. Overflow and division by zero are errors (cel-spec, langdef, "Overflow").</summary>
    public sealed class Arithmetic(CelCode left, CelCode right, char operation) : CelCode
    {
        public override CelValue Run(in CelInput input)
        {
            CelValue first = left.Run(input);
            CelValue second = right.Run(input);
            if (!first.IsValue || !second.IsValue) { return CelValue.Merge(first, second); }
            return first.Kind switch
            {
                CelKind.Double => OnDoubles(first.Double, second.Double),
                CelKind.Int => OnInts(first.Bits, second.Bits),
                _ => OnUints(first.Uint, second.Uint),
            };
        }

        private CelValue OnDoubles(double a, double b) => CelValue.Of(operation switch { '+' => a + b, '-' => a - b, '*' => a * b, _ => a / b });

        private CelValue OnInts(long a, long b)
        {
            if (operation is '/' or '%')
            {
                if (b == 0 || (a == long.MinValue && b == -1)) { return CelValue.Error; }
                return CelValue.Of(operation == '/' ? a / b : a % b);
            }

            Int128 wide = operation switch { '+' => (Int128)a + b, '-' => (Int128)a - b, _ => (Int128)a * b };
            return wide < long.MinValue || wide > long.MaxValue ? CelValue.Error : CelValue.Of((long)wide);
        }

        private CelValue OnUints(ulong a, ulong b)
        {
            if (operation is '/' or '%') { return b == 0 ? CelValue.Error : CelValue.Of(operation == '/' ? a / b : a % b); }
            if (operation == '*')
            {
                UInt128 product = (UInt128)a * b;
                return product > ulong.MaxValue ? CelValue.Error : CelValue.Of((ulong)product);
            }

            Int128 wide = operation == '+' ? (Int128)a + b : (Int128)a - b;
            return wide < 0 || wide > ulong.MaxValue ? CelValue.Error : CelValue.Of((ulong)wide);
        }
    }

    /// <summary><c>double(x)</c>, <c>int(x)</c>, <c>uint(x)</c>; out of range is an error.</summary>
    public sealed class Convert(CelCode operand, CelKind to) : CelCode
    {
        public override CelValue Run(in CelInput input)
        {
            CelValue value = operand.Run(input);
            if (!value.IsValue || value.Kind == to) { return value; }
            double number = value.Kind switch { CelKind.Double => value.Double, CelKind.Int => value.Bits, _ => value.Uint };
            return to switch
            {
                CelKind.Double => CelValue.Of(number),
                CelKind.Int when value.Kind == CelKind.Uint => value.Uint > long.MaxValue ? CelValue.Error : CelValue.Of((long)value.Uint),
                CelKind.Int => number > -9223372036854775808.0 && number < 9223372036854775808.0 ? CelValue.Of((long)number) : CelValue.Error,
                _ when value.Kind == CelKind.Int => value.Bits < 0 ? CelValue.Error : CelValue.Of((ulong)value.Bits),
                _ => number >= 0 && number < 18446744073709551616.0 ? CelValue.Of((ulong)number) : CelValue.Error,
            };
        }
    }
}
