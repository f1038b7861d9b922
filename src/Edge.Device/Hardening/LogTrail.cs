using Edge.Hardening;
using Microsoft.Extensions.Logging;

namespace Edge.Device.Hardening;

/// <summary>The system's journal as the place where the guard records what happens.</summary>
public sealed class LogTrail(ILogger logger) : IGuardTrail
{
    public void Record(GuardEvent happened)
    {
        switch (happened.Kind)
        {
            case GuardEventKind.Failed or GuardEventKind.Undone or GuardEventKind.TechnicianRefused:
                Log.GuardTrouble(logger, PlainWords.Of(happened.Kind.ToString()), happened.Subject,
                    happened.Text);
                break;
            case GuardEventKind.Drift or GuardEventKind.FileChanged or GuardEventKind.Spared or GuardEventKind.PutBack
                or GuardEventKind.PolicyChanged or GuardEventKind.TechnicianPresent or GuardEventKind.TechnicianOpened:
                Log.GuardNotice(logger, PlainWords.Of(happened.Kind.ToString()), happened.Subject,
                    happened.Text);
                break;
            default:
                Log.GuardDid(logger, PlainWords.Of(happened.Kind.ToString()), happened.Subject,
                    happened.Text);
                break;
        }
    }
}
