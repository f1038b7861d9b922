namespace Edge.Rules.Cel;

/// <summary>Texts, bytes and lists, one after the other.</summary>
internal static class CelJoining
{
    /// <summary><c>+</c> on two values of one type that are no numbers.</summary>
    public static CelValue Join(in CelInput input, in CelValue left, in CelValue right)
    {
        switch (left.Kind)
        {
            case CelKind.String:
                return input.Spend((left.Text.Length + right.Text.Length) / 8)
                    ? CelValue.Of(left.Text + right.Text)
                    : CelValue.Error(VerdictReason.TooCostly);
            case CelKind.Bytes:
                return input.Spend((left.Bytes.Length + right.Bytes.Length) / 8)
                    ? CelValue.Of([.. left.Bytes, .. right.Bytes])
                    : CelValue.Error(VerdictReason.TooCostly);
            case CelKind.List:
                return input.Spend(left.List.Count + right.List.Count)
                    ? CelValue.Of(new CelList([.. left.List.Items, .. right.List.Items]))
                    : CelValue.Error(VerdictReason.TooCostly);
            default:
                return CelValue.Error(VerdictReason.NoSuchOverload);
        }
    }
}
