using Edge.Profiles;
using Edge.Rules.Cel.Code;

namespace Edge.Rules.Cel.Compiling;

/// <summary>Names, and fields of values: of a dotted name the longest part that is a variable.</summary>
internal sealed class CelNameCompiler(CelCompiler compiler, CelDraft draft)
{
    public CelPart Visit(CelNode node)
    {
        if (VariableOf(node) is { } variable) { return Variable(node, variable); }
        if (node is CelNode.Select select) { return Field(select); }
        var name = (CelNode.Name)node;
        if (CelLocal.Find(draft.Locals, name.Text) is { } local)
        {
            return new CelPart(new CelCode.Local(local.Place), local.Type, new CelBound(1, local.Size)) { Unit = local.Unit };
        }

        return Unknown(node);
    }

    /// <summary>The variable that a whole dotted name is; the variables of macros come first.</summary>
    public CelVariable? VariableOf(CelNode node)
    {
        bool isLocal = node.FirstName() is { } first && CelLocal.Find(draft.Locals, first) is not null;
        return isLocal || node.DottedName() is not { } name ? null : draft.Environment.Variable(name);
    }

    public CelPart Has(CelNode.Has node)
    {
        CelPart operand = compiler.Visit(node.Operand);
        if (operand.Type.Kind is not CelKind.Map) { operand = draft.Mismatch(node.Operand, operand, "map"); }
        return draft.Made(
            node, new HasCode(operand.Code, CelValue.Of(node.Field)), CelType.Bool, [operand], 1);
    }

    private CelPart Variable(CelNode node, CelVariable variable)
    {
        if (variable.Refusal is { } refusal)
        {
            return draft.Refuse(node.Start, draft.TextOf(node), refusal.Problem, refusal.Expected);
        }

        if (variable.Kind == CelVariableKind.Constant) { return draft.Constant(variable.Value, variable.Type); }
        if (variable.Kind == CelVariableKind.Channel) { draft.Use(variable.Index); }
        CelCode code = variable.Kind switch
        {
            CelVariableKind.Channel => new CelCode.Channel(variable.Index),
            CelVariableKind.Computed => new CelCode.Computed(variable.Body!),
            _ => new CelCode.Slot(variable.Index),
        };
        CelType type = draft.IsChecked ? variable.Type : CelType.Dyn;
        return new CelPart(code, type, new CelBound(1, variable.Size)) { Unit = variable.Unit };
    }

    private CelPart Field(CelNode.Select select)
    {
        bool isName = select.DottedName() is not null && CelLocal.Find(draft.Locals, select.FirstName()!) is null;
        if (isName && !StartsWithVariable(select)) { return Unknown(select); }
        CelPart operand = compiler.Visit(select.Operand);
        if (operand.Type.Kind is { } kind && kind != CelKind.Map)
        {
            bool isChannel = VariableOf(select.Operand) is { Kind: CelVariableKind.Channel };
            string problem = isChannel ? "a channel has no fields" : $"a value of type {operand.Type} has no fields";
            return draft.Refuse(select.End - select.Field.Length, select.Field, problem, "an operator");
        }

        CelType type = operand.Type.Kind == CelKind.Map ? operand.Type.Parameters[1] : CelType.Dyn;
        return draft.Made(select, new FieldCode(operand.Code, select.Field), type, [operand], 1, operand.Size.OfItem);
    }

    private bool StartsWithVariable(CelNode node)
    {
        while (node is CelNode.Select select)
        {
            node = select.Operand;
            if (VariableOf(node) is not null) { return true; }
        }

        return false;
    }

    private CelPart Unknown(CelNode node)
    {
        string name = node.DottedName()!;
        string? nearest = NearestName.Of(name, draft.Environment.VariableNames);
        return draft.Refuse(
            node.Start, name, "no such channel", "a channel of this site", nearest, VerdictReason.NoSuchVariable);
    }
}
