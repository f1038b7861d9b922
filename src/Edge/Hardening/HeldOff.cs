namespace Edge.Hardening;

/// <summary>Steps whose effect hides what they were taken for: a unit that is masked, a login that is
/// locked, a medium that is not
/// mounted are not found any more, and so not planned anew when the site file changes.</summary>
public static class HeldOff
{
    private static readonly string[] UnitsThatAreLookedFor = [".service", ".socket", ".timer", ".path"];

    /// <summary>Whether a step that no plan of this policy names would be in it if it had not been taken
    /// already.</summary>
    public static bool HoldsOff(this GuardPolicy policy, GuardStep step) => step switch
    {
        { Mechanism: Mechanism.Unit } => UnitsThatAreLookedFor.Any(end => step.Target.EndsWith(end, StringComparison.Ordinal))
            && !policy.Hardening.Services.Contains(step.Target) && !BaseSystem.Has(step.Target)
            && !policy.KeptArguments("mask").Contains(step.Target),
        { Mechanism: Mechanism.Account } => true,
        { Mechanism: Mechanism.Mount } => !Keeps(policy, "storage"),
        { Mechanism: Mechanism.Sysfs } => step.Target.StartsWith("/sys/kernel/config/usb_gadget/", StringComparison.Ordinal)
            && !Keeps(policy, "gadget"),
        { Mechanism: Mechanism.RadioBlock } => !policy.KeptArguments("rfkill").Contains(step.Target),
        // Drivers are taken from cameras and sound only; whose this one was is not known any more.
        { Mechanism: Mechanism.Binding } => !Keeps(policy, "camera") && !Keeps(policy, "audio"),
        { Mechanism: Mechanism.Module, Wanted: "barred" } => !policy.Hardening.Modules.Contains(step.Target)
            && !policy.KeptArguments("module").Any(name => name.Replace('-', '_') == step.Target)
            && !Keeps(policy, "camera") && !Keeps(policy, "audio"),
        _ => false,
    };

    private static bool Keeps(GuardPolicy policy, string kind) =>
        policy.Board.Interfaces.Any(each => each.Kind == kind && policy.Keeps(each));
}
