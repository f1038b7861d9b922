using System.Globalization;
using System.Text;
using Edge.Access;
using Edge.Rules;

namespace Edge.Device.Control;

/// <summary>Who stands behind a request, for the record. Rights never follow from it.</summary>
public readonly record struct Person(uint UserId, string Name)
{
    private const uint NoLogin = uint.MaxValue;

    /// <summary>Its name, at most <see cref="OverrideLimits.MaxWhoBytes"/> bytes of UTF-8.</summary>
    public string ShortName
    {
        get
        {
            string text = Name;
            while (Encoding.UTF8.GetByteCount(text) > OverrideLimits.MaxWhoBytes) { text = text[..^1]; }
            return text;
        }
    }

    /// <summary>The user who logged in, also where sudo made another of him: as a process of root says of
    /// itself, else as the kernel
    /// says of a process that may be looked at (under <c>ProtectProc=invisible</c> none of another user);
    /// else the user of the
    /// process.</summary>
    /// <remarks>Source: proc_pid_loginuid(5), passwd(5). A process that ends before it has its answer may
    /// have left its number to another: no right follows from this.</remarks>
    public static Person Of(ControlPeer peer)
    {
        uint user = peer.Login is { } said and not NoLogin ? said
            : LoginOf(peer.ProcessId) is { } login and not NoLogin ? login : peer.UserId;
        return new Person(user, NameOf(user) ?? $"user-{user}");
    }

    /// <summary>Who logged in behind this process, where it is root's; null: nobody, or it is not.</summary>
    internal static uint? OwnLogin() =>
        Environment.IsPrivilegedProcess && LoginOf(Environment.ProcessId) is { } login and not NoLogin ? login
            : null;

    private static uint? LoginOf(int process)
    {
        try
        {
            string text = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/loginuid"));
            return uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint user) ? user : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? NameOf(uint user)
    {
        try
        {
            string number = user.ToString(CultureInfo.InvariantCulture);
            return File.ReadLines("/etc/passwd").Select(line => line.Split(':'))
                .FirstOrDefault(fields => fields.Length > 2 && fields[2] == number)?[0];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
