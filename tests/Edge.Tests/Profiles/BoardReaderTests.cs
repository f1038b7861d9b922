using Edge.Profiles;

namespace Edge.Tests.Profiles;

public class BoardReaderTests
{
    private const string CasesFile = "board-errors.txt";

    private const string Small = """
        edge: 1
        board: {name: tiny, description: Test, kind: linux}
        gpio-chip: pinctrl-rp1
        buses:
          - {name: i2c-1, kind: i2c, path: /dev/i2c-1}
        pins:
          - {name: GPIO4, header: 7, line: 4}
          - {name: GPIO17, header: 11, line: 17}
        interfaces:
          - {name: wifi, kind: radio, disable: [dtoverlay:disable-wifi]}
        watchdog: /dev/watchdog0
        boot-selector: tryboot

        """;

    public static TheoryData<string> Cases => ErrorCases.In(CasesFile);

    [Theory, MemberData(nameof(Cases))]
    public void Reports_PlaceExpectationAndNearestName(string @case)
    {
        ErrorCases.Rewrite(CasesFile, ErrorsOf);
        Assert.NotEmpty(ErrorsOf(@case));
        Assert.Equal(ErrorCases.ExpectedFor(CasesFile, @case), ErrorsOf(@case));
    }

    [Fact]
    public void Reads_EverythingOfABoard()
    {
        BoardReading reading = BoardReader.Read(Small, "tiny.yaml", "tiny");
        Assert.Empty(reading.Errors);
        BoardProfile board = reading.Board!;
        Assert.Equal(("tiny", BoardKind.Linux, "/dev/watchdog0", "tryboot"),
            (board.Name, board.Kind, board.WatchdogDevice, board.BootSelector));
        Assert.Equal(new BoardPin("GPIO17", 11, "pinctrl-rp1", 17, null), board.Pins[1]);
        Assert.Equal<string>(["dtoverlay:disable-wifi"], board.Interfaces[0].Disable);
    }

    private static string ErrorsOf(string @case) => string.Join('\n', BoardReader
        .Read(ErrorCases.Spoil(Small, @case), "board.yaml", "tiny").Errors.Select(error => error.ToString()));
}
