using Microsoft.Extensions.Logging;

namespace Edge.Device.Rules;

internal static partial class Log
{
    [LoggerMessage(2001, LogLevel.Information, "Actuator {Actuator} is {State}: {Cause}")]
    public static partial void Switched(ILogger logger, string actuator, string state, string cause);

    [LoggerMessage(2002, LogLevel.Warning,
        "The rule state cannot be saved to {Path} ({Problem}); the rules go on, a restart will forget their timers, latches and overrides")]
    public static partial void StateNotSaved(ILogger logger, string path, string problem);

    [LoggerMessage(2003, LogLevel.Information, "The rule state is saved again to {Path}")]
    public static partial void StateSavedAgain(ILogger logger, string path);

    [LoggerMessage(2004, LogLevel.Information,
        "The rule state of {Rules} rules and {Overrides} overrides was taken up; {Seconds} s had passed since it was saved, as far as anybody knows")]
    public static partial void StateRestored(ILogger logger, int rules, int overrides, double seconds);

    [LoggerMessage(2005, LogLevel.Warning, "The rule state cannot be used ({Problem}); timers and latches begin anew, overrides are over")]
    public static partial void StateUnusable(ILogger logger, string problem);

    [LoggerMessage(2006, LogLevel.Warning,
        "Override: user {UserId} ({Who}) puts actuator {Actuator} {State} for {Seconds} s: {Why}")]
    public static partial void OverrideSet(
        ILogger logger, uint userId, string who, string actuator, string state, double seconds, string why);

    [LoggerMessage(2007, LogLevel.Warning, "Override of actuator {Actuator} cleared by user {UserId} ({Who})")]
    public static partial void OverrideCleared(ILogger logger, string actuator, uint userId, string who);

    [LoggerMessage(2008, LogLevel.Warning, "Override of actuator {Actuator} by {Who} is over; the rules decide again")]
    public static partial void OverrideEnded(ILogger logger, string actuator, string who);

    [LoggerMessage(2009, LogLevel.Warning, "Actuator {Actuator} should be {State}, but what is read back contradicts")]
    public static partial void ReadBackDiffers(ILogger logger, string actuator, string state);

    [LoggerMessage(2010, LogLevel.Information, "Actuator {Actuator} is {State}, and what is read back agrees again")]
    public static partial void ReadBackAgrees(ILogger logger, string actuator, string state);

    [LoggerMessage(2011, LogLevel.Information, "Mode {Mode} is {Value} for {Term}: user {UserId} ({Who})")]
    public static partial void ModeSet(ILogger logger, string mode, string value, string term, uint userId, string who);

    [LoggerMessage(2012, LogLevel.Information, "Mode {Mode}: the time of {Value} is over, it is {First} again")]
    public static partial void ModeEnded(ILogger logger, string mode, string value, string first);
}
