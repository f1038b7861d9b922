using System.CommandLine;
using System.Globalization;
using Edge.Host.Replay;
using Edge.Platform.CommandLine;
using Edge.Platform.Profiles;
using Edge.Rules;
using Edge.Rules.Replay;

namespace Edge.Host.Commands;

/// <summary><c>edge replay</c>: what the rules of a site make of recorded readings or of a scenario, over virtual
/// time.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        Option<string> site = SiteOptions.Site();
        Option<string?> boards = SiteOptions.Boards();
        Option<string[]> input = new("--input")
        {
            Description = "A recording (NDJSON or CSV of edge-collector export or edge-operator open), several times for several "
                + "files; or a scenario (.yaml). Default: the scenario of the site",
        };
        Option<string?> against = new("--against") { Description = "An older site file: print what the changes make different" };
        Option<string?> plot = new("--plot") { Description = "Write a picture (SVG) of channels, thresholds and actuators to this file" };
        Option<DateOnly?> date = new("--date")
        {
            Description = "The local date on which a scenario begins (such as 2026-06-21; 1900 to 8999); default 2026-03-20",
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)
                    && day.Year is >= 1900 and < 9000)
                {
                    return day;
                }

                result.AddError($"--date: '{text}' is not a date from 1900 to 8999; expected one such as 2026-06-21.");
                return null;
            },
        };
        Option<TimeSpan?> lasts = DurationOption.Create("--for", "How long a scenario is played; default 1d");
        Option<bool> json = ControlOptions.Json();
        var command = new Command("replay", "Replay recorded readings or a scenario through the rules of a site: who would have switched when, and why.")
        {
            site, boards, input, against, plot, date, lasts, json,
        };
        command.SetAction(parsed => Run(
            parsed.GetValue(site)!, parsed.GetValue(boards), parsed.GetValue(against),
            new ReplayInput(parsed.GetValue(input) ?? [], parsed.GetValue(date) ?? new DateOnly(2026, 3, 20), parsed.GetValue(lasts) ?? TimeSpan.FromDays(1)),
            new ReplayOutput(parsed.GetValue(plot), parsed.GetValue(json))));
        return command.WithExample("edge replay --site town.yaml --input march.ndjson --against old-town.yaml --plot march.svg");
    }

    private static int Run(string path, string? boards, string? against, ReplayInput input, ReplayOutput output)
    {
        if (!Open(path, boards).TryGet(out RuleBook book, out string wrong)) { return CommandFrame.Refuse(wrong); }
        RuleBook? old = null;
        if (against is not null && !Open(against, boards).TryGet(out old, out wrong)) { return CommandFrame.Refuse(wrong); }
        if (!input.Prepare(book.Site, path).TryGet(out ReplaySource source, out wrong)) { return CommandFrame.Refuse(wrong); }
        if (!source.Play(book, path).TryGet(out Replayed played, out wrong)) { return CommandFrame.Refuse(wrong); }
        Replayed? before = null;
        if (old is not null && !source.Play(old, against!).TryGet(out before, out wrong)) { return CommandFrame.Refuse(wrong); }
        TimelineDifference? difference = before is null ? null : TimelineDifference.Between(before.Timeline, played.Timeline);
        return output.Write(book, played, difference) is { } failure ? CommandFrame.Refuse(failure) : CommandFrame.Done;
    }

    private static Result<RuleBook, string> Open(string path, string? boards)
    {
        CheckedSite site = CheckedSite.Read(path, boards);
        return site.Errors.IsEmpty && site.Rules is { } rules ? rules : string.Join('\n', site.Errors);
    }
}
