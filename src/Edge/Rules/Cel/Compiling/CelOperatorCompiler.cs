using Edge.Rules.Cel.Code;

namespace Edge.Rules.Cel.Compiling;

/// <summary>Operators: which types they take and what they give.</summary>
internal sealed class CelOperatorCompiler(CelCompiler compiler, CelDraft draft)
{
    public CelPart Unary(CelNode.Unary unary)
    {
        if (unary.Operator == "!")
        {
            CelPart truth = compiler.Require(unary.Operand, CelType.Bool);
            return draft.Made(unary, new NotCode(truth.Code), CelType.Bool, [truth], 1);
        }

        CelPart operand = compiler.Visit(unary.Operand).Seen;
        bool isSigned = operand.Type.IsOpen || operand.Type.Kind is CelKind.Int or CelKind.Double;
        if (!isSigned) { operand = draft.Mismatch(unary.Operand, operand, "int or double"); }
        return draft.Made(unary, new NegateCode(operand.Code), operand.Type, [operand], 1) with { Unit = operand.Unit };
    }

    public CelPart Binary(CelNode.Binary binary) => binary.Operator switch
    {
        "in" => In(binary),
        "&&" or "||" => Logical(binary),
        "==" or "!=" => Equality(binary),
        "<" or "<=" or ">" or ">=" => Comparison(binary),
        _ => Arithmetic(binary),
    };

    private CelPart Logical(CelNode.Binary binary)
    {
        CelPart left = compiler.Require(binary.Left, CelType.Bool);
        CelPart right = compiler.Require(binary.Right, CelType.Bool);
        var code = new LogicalCode(left.Code, right.Code, decisive: binary.Operator == "||");
        return draft.Made(binary, code, CelType.Bool, [left, right], 1);
    }

    private CelPart Equality(CelNode.Binary binary)
    {
        (CelPart left, CelPart right) = (compiler.Visit(binary.Left).Seen, compiler.Visit(binary.Right).Seen);
        bool areNumbers = left.Type.IsNumber && right.Type.IsNumber;
        bool isSame = areNumbers || new CelUnification().Accepts(left.Type, right.Type);
        if (!isSame) { draft.Mismatch(binary.Right, right, Like(left.Type)); }
        draft.SameUnit(left, binary.Right, right);
        var code = new EqualityCode(left.Code, right.Code, isWanted: binary.Operator == "==");
        // An entry of a map is a key and a value: twice what its size tells.
        long least = Math.Min(left.Size.Total, right.Size.Total);
        long cost = CelSize.Add(1, left.Size.Item is null ? least / 8 : CelSize.Multiply(2, least));
        return draft.Made(binary, code, CelType.Bool, [left, right], cost);
    }

    private CelPart Comparison(CelNode.Binary binary)
    {
        (CelPart left, CelPart right) = (compiler.Visit(binary.Left).Seen, compiler.Visit(binary.Right).Seen);
        bool hasOrder = left.Type.Kind is not (CelKind.List or CelKind.Map or CelKind.Null or CelKind.Type);
        bool areNumbers = left.Type.IsNumber && right.Type.IsNumber;
        bool isSame = areNumbers || new CelUnification().Accepts(left.Type, right.Type);
        if (!hasOrder) { left = draft.Mismatch(binary.Left, left, "a number, a text or a time"); }
        else if (!isSame) { draft.Mismatch(binary.Right, right, Like(left.Type)); }
        draft.SameUnit(left, binary.Right, right);
        var relation = Relation.Of(binary.Operator);
        long cost = 1 + (Math.Min(left.Size.Length, right.Size.Length) / 8);
        return draft.Made(binary, Comparison(left, right, relation), CelType.Bool, [left, right], cost);
    }

    private static CelCode Comparison(CelPart left, CelPart right, Relation relation)
    {
        if (left.Code is CelCode.Channel channel && Threshold(right) is { } above)
        {
            return new ThresholdCode(channel.Index, above, relation);
        }

        if (right.Code is CelCode.Channel other && Threshold(left) is { } below)
        {
            var turned = new Relation(relation.Greater, relation.Equal, relation.Less);
            return new ThresholdCode(other.Index, below, turned);
        }

        return new ComparisonCode(left.Code, right.Code, relation);
    }

    /// <summary>A constant as a double, where that loses nothing.</summary>
    private static double? Threshold(CelPart part) => part.Constant switch
    {
        { Kind: CelKind.Double } value => value.Double,
        { Kind: CelKind.Int, Bits: > -(1L << 53) and < (1L << 53) } value => value.Bits,
        { Kind: CelKind.Uint, Bits: >= 0 and < (1L << 53) } value => value.Bits,
        _ => null,
    };

    private CelPart In(CelNode.Binary binary)
    {
        (CelPart item, CelPart container) = (compiler.Visit(binary.Left).Seen, compiler.Visit(binary.Right).Seen);
        bool isContainer = container.Type.IsOpen || container.Type.Kind is CelKind.List or CelKind.Map;
        if (!isContainer) { container = draft.Mismatch(binary.Right, container, "list or map"); }
        else if (container.Type.Kind is not null)
        {
            CelType wanted = container.Type.Parameters[0];
            bool areNumbers = wanted.IsNumber && item.Type.IsNumber;
            bool fits = areNumbers || new CelUnification().Accepts(wanted, item.Type);
            if (!fits) { draft.Mismatch(binary.Left, item, wanted.ToString()); }
            if (container.Type.Kind == CelKind.List) { draft.SameUnit(container, binary.Left, item); }
        }

        long each = CelSize.Multiply(2, Math.Min(item.Size.Total, container.Size.OfItem.Total));
        long cost = CelSize.Add(1, CelSize.Multiply(container.Size.Length, CelSize.Add(1, each)));
        return draft.Made(binary, new InCode(item.Code, container.Code), CelType.Bool, [item, container], cost);
    }

    private CelPart Arithmetic(CelNode.Binary binary)
    {
        (CelPart left, CelPart right) = (compiler.Visit(binary.Left).Seen, compiler.Visit(binary.Right).Seen);
        CelType type = ResultOf(binary, ref left, ref right);
        Unit? unit = binary.Operator is "+" or "-" ? draft.SameUnit(left, binary.Right, right) : null;
        bool isByZero = draft.IsStrict && binary.Operator is "/" or "%" && right.Constant is { Kind: CelKind.Int or CelKind.Uint, Bits: 0 };
        if (isByZero) { return draft.NeverAValue(binary, VerdictReason.DivisionByZero); }
        bool isLong = left.Size.Length > 1 || right.Size.Length > 1 || left.Type.Kind is CelKind.List;
        CelSize size = isLong ? left.Size.Plus(right.Size) : CelSize.Scalar;
        var code = new ArithmeticCode(left.Code, right.Code, binary.Operator[0]);
        long cost = 1 + (size.Length / (size.Item is null ? 8 : 1));
        return draft.Made(binary, code, type, [left, right], cost, size) with { Unit = unit };
    }

    private CelType ResultOf(CelNode.Binary binary, ref CelPart left, ref CelPart right)
    {
        char operation = binary.Operator[0];
        if (left.Type.IsOpen || right.Type.IsOpen)
        {
            CelType known = left.Type.IsOpen ? right.Type : left.Type;
            return known.IsNumber ? known : CelType.Dyn;
        }

        if (TimeResult(left.Type.Kind, operation, right.Type.Kind) is { } time) { return time; }
        bool isJoined = operation == '+' && left.Type.Kind is CelKind.String or CelKind.Bytes or CelKind.List;
        if (!left.Type.IsNumber && !isJoined)
        {
            left = draft.Mismatch(binary.Left, left, "a number");
            if (right.Type.Kind == CelKind.Bool) { right = draft.Mismatch(binary.Right, right, "a number"); }
            return left.Type;
        }

        if (left.Type.Kind == right.Type.Kind)
        {
            bool isRemainderOfDoubles = operation == '%' && left.Type.Kind == CelKind.Double;
            if (isRemainderOfDoubles) { return draft.Mismatch(binary.Left, left, "int or uint").Type; }
            return isJoined && !left.Type.Equals(right.Type) ? CelType.List : left.Type;
        }

        bool isLeftWrong = right.Type.Kind == CelKind.Double && binary.Left is CelNode.Literal && left.Type.IsNumber;
        if (isLeftWrong) { return draft.Mismatch(binary.Left, left, right.Type.ToString()).Type; }
        string wanted = right.Type.Kind == CelKind.Bool && left.Type.IsNumber ? "a number" : left.Type.ToString();
        return draft.Mismatch(binary.Right, right, wanted).Type;
    }

    private static CelType? TimeResult(CelKind? left, char operation, CelKind? right) => (left, operation, right) switch
    {
        (CelKind.Timestamp, '+' or '-', CelKind.Duration) => CelType.Timestamp,
        (CelKind.Duration, '+', CelKind.Timestamp) => CelType.Timestamp,
        (CelKind.Timestamp, '-', CelKind.Timestamp) => CelType.Duration,
        (CelKind.Duration, '+' or '-', CelKind.Duration) => CelType.Duration,
        _ => null,
    };

    private static string Like(CelType type) => type.IsNumber ? "a number" : type.ToString();
}
