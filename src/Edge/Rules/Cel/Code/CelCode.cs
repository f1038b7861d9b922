namespace Edge.Rules.Cel.Code;

/// <summary>An expression, ready to run: a tree of small objects.</summary>
/// <remarks>Numbers and truths are computed without allocation; texts, lists and maps that an expression makes
/// anew are allocated. It runs what the checker would refuse too: a value of the wrong type is an error value.</remarks>
internal abstract class CelCode
{
    public abstract CelValue Run(in CelInput input);

    public sealed class Constant(CelValue value) : CelCode
    {
        public CelValue Value => value;

        public override CelValue Run(in CelInput input) => value;
    }

    public sealed class Channel(int index) : CelCode
    {
        public int Index => index;

        public override CelValue Run(in CelInput input) => input.Channel(index);
    }

    /// <summary>A variable of the site that is no channel.</summary>
    public sealed class Slot(int index) : CelCode
    {
        public override CelValue Run(in CelInput input) => input.Scan.Slots[index];
    }

    /// <summary>A variable of the site that is computed when it is asked for.</summary>
    public sealed class Computed(CelBody body) : CelCode
    {
        public override CelValue Run(in CelInput input) => body(input, []);
    }

    /// <summary>A variable of a macro.</summary>
    public sealed class Local(int index) : CelCode
    {
        public override CelValue Run(in CelInput input) => input.Scan.Locals[index];
    }
}
