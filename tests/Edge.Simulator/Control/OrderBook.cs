using System.Device.Gpio;
using System.Globalization;
using Edge.Profiles;
using Edge.Simulator.Serve;
using Edge.Simulator.Usb;

namespace Edge.Simulator.Control;

/// <summary>Carries out what somebody orders by hand, one line each: the verbs of
/// <c>scripts/vm/board</c>.</summary>
internal sealed class OrderBook(Workbench bench, SimulatorServer server)
{
    private const double LongestWait = 600;
    private static readonly TimeSpan UsualPress = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPress = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(5);

    private readonly BoardNames _names = new(bench);

    /// <summary>The answer for people, or why it was not done.</summary>
    public async Task<Result<Answer, Refusal>> DoAsync(string order, CancellationToken cancellationToken)
    {
        string[] words = order.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words switch
        {
            ["status"] => new Answer(StatusText.Render(BoardStatus.Of(bench))),
            ["status", "--json"] => new Answer(StatusText.Json(BoardStatus.Of(bench))),
            ["set", var name, var value] => Set(name, value),
            ["release", var name] => Release(name),
            ["get", var name] => Get(name),
            ["press", var name] => await PressAsync(name, UsualPress, cancellationToken),
            ["press", var name, var for_] => await PressAsync(name, for_, cancellationToken),
            ["wait", var name, var value] => await WaitAsync(name, value, "10", cancellationToken),
            ["wait", var name, var value, var seconds] => await WaitAsync(name, value, seconds, cancellationToken),
            ["fault", var name, var kind] => Fault(name, kind),
            ["mend", var name] => Mend(name),
            ["unplug", var name] => Plug(name, false),
            ["plug", var name] => Plug(name, true),
            ["power-cut"] => PowerCut(),
            ["history"] => History(null),
            ["history", var name] => History(name),
            _ => new Refusal($"'{order}' is not an order; see scripts/vm/board --help."),
        };
    }

    private Result<Answer, Refusal> Set(string name, string value)
    {
        if (_names.Input(name) is { } input)
        {
            if (!TryNumber(value, out double number)) { return new Refusal($"'{value}' is not a number."); }
            bench.Hardware.Hand.Set(input.Device.Name, input.Input, number);
            bench.Hardware.Advance();
            return Done($"{name} is {value} until released");
        }
        if (_names.Pin(name) is not { } pin) { return Unknown(name); }
        if (ParseLevel(value) is not { } level) { return new Refusal($"'{value}': a pin is set high or low."); }
        if (bench.StateOf(pin.Line).Use == LineUse.Output)
        {
            return new Refusal($"{name} is driven by the gateway; nothing outside may drive it too.");
        }
        bench.Hardware.Pins.Drive(pin.Line, level);
        return Done($"{name} is {value}");
    }

    private Result<Answer, Refusal> Release(string name)
    {
        if (_names.Input(name) is not { } input) { return Unknown(name); }
        bench.Hardware.Hand.Release(input.Device.Name, input.Input);
        bench.Hardware.Advance();
        return Done($"{name} follows the scenario");
    }

    private Result<Answer, Refusal> Get(string name) => Value(name) is { } value ? new Answer(value + "\n") : Unknown(name);

    /// <summary>A relay is on or off, a line high or low, an input a number.</summary>
    private string? Value(string name)
    {
        if (_names.Input(name) is { } input) { return InputNow(input.Device, input.Input).ToString(CultureInfo.InvariantCulture); }
        if (_names.Line(name) is not { } line) { return null; }
        LineState state = bench.StateOf(line);
        if (_names.Device(name) is not { Model.Name: "relay" } relay) { return state.Level == PinValue.High ? "high" : "low"; }
        // A line that nobody drives leaves a relay without current.
        if (state.Use != LineUse.Output) { return "off"; }
        return state.Level == PinValue.High == (InputNow(relay, "closes-at") >= 0.5) ? "on" : "off";
    }

    private double InputNow(ModelDeclaration device, string input) =>
        bench.Hardware.World.Input(device, input, bench.Hardware.Elapsed());

    private async Task<Result<Answer, Refusal>> PressAsync(string name, string duration, CancellationToken cancellationToken) =>
        Lines.LineWords.ParseNumber(duration.Replace("ms", "", StringComparison.Ordinal)) is { } milliseconds and > 0
        && TimeSpan.FromMilliseconds(milliseconds) <= LongestPress
            ? await PressAsync(name, TimeSpan.FromMilliseconds(milliseconds), cancellationToken)
            : new Refusal($"'{duration}' is not a duration of 1ms to 60000ms.");

    private async Task<Result<Answer, Refusal>> PressAsync(string name, TimeSpan duration, CancellationToken cancellationToken)
    {
        if (_names.Device(name) is not { Model.Name: "digital-input" } button)
        {
            return new Refusal($"{name} is not a digital-input of the scenario. {_names.All()}");
        }
        double other = InputNow(button, "level") >= 0.5 ? 0 : 1;
        bench.Hardware.Hand.Set(name, "level", other);
        bench.Hardware.Advance();
        await Task.Delay(duration, bench.Time, cancellationToken);
        bench.Hardware.Hand.Release(name, "level");
        bench.Hardware.Advance();
        return Done($"{name} was pressed");
    }

    private async Task<Result<Answer, Refusal>> WaitAsync(
        string name, string value, string seconds, CancellationToken cancellationToken)
    {
        if (name != "gateway" && Value(name) is null) { return Unknown(name); }
        if (!TryNumber(seconds, out double limit) || limit is < 0 or > LongestWait)
        {
            return new Refusal($"'{seconds}' is not a time of 0 to {LongestWait} seconds.");
        }
        long start = bench.Time.GetTimestamp();
        while (true)
        {
            string now = name == "gateway" ? GatewayState() : Value(name)!;
            TimeSpan waited = bench.Time.GetElapsedTime(start);
            if (now == value) { return Done($"{name} is {value}"); }
            if (waited.TotalSeconds >= limit) { return new Refusal($"{name} is still {now} after {seconds} s."); }
            await Task.Delay(Glance, bench.Time, cancellationToken);
        }
    }

    private string GatewayState() => bench.IsGatewayReady ? "ready" : bench.IsGatewayThere ? "coming" : "off";

    private Result<Answer, Refusal> Fault(string name, string word)
    {
        FaultKind kind = word switch
        {
            "nak" => FaultKind.NoAnswer,
            "crc" => FaultKind.CrcError,
            "stuck" => FaultKind.StuckValue,
            "hang" => FaultKind.StuckBus,
            "far" => FaultKind.OutOfRange,
            _ => 0,
        };
        if (kind == 0) { return new Refusal($"'{word}' is not a fault: nak, hang, crc, stuck or far."); }
        ModelDeclaration? device = _names.Device(name);
        if (device is null && _names.Bus(name) is null) { return Unknown(name); }
        if (device is null && kind != FaultKind.StuckBus) { return new Refusal($"{name} is a bus: it can only hang."); }
        if (kind == FaultKind.StuckValue) { Freeze(device!); }
        else { bench.Hardware.Hand.Begin(kind, name); }
        bench.Note(-1, $"fault {name} {word}");
        return Done($"{name}: {word} until mended");
    }

    private void Freeze(ModelDeclaration device)
    {
        foreach (string input in device.Inputs.Keys)
        {
            bench.Hardware.Hand.Freeze(device.Name, input, InputNow(device, input));
        }
    }

    private Result<Answer, Refusal> Mend(string name)
    {
        if (_names.Device(name) is null && _names.Bus(name) is null) { return Unknown(name); }
        bench.Hardware.Hand.Mend(name);
        bench.Note(-1, $"mend {name}");
        return Done($"{name} works again");
    }

    private Result<Answer, Refusal> Plug(string name, bool isPlugged)
    {
        if (_names.Bus(name) is not UsbPort port) { return Unknown(name); }
        server.SetPlugged(port, isPlugged);
        string word = isPlugged ? "plugged in" : "unplugged";
        bench.Note(-1, $"{name} {word}");
        return Done($"{name} is {word}");
    }

    private Result<Answer, Refusal> PowerCut()
    {
        bench.Hardware.CutPower();
        server.ForgetGateway();
        return Done("the devices lost their power and have it again");
    }

    private Result<Answer, Refusal> History(string? name)
    {
        int? line = name is null ? null : _names.Line(name);
        if (name is not null && line is null) { return Unknown(name); }
        var text = new System.Text.StringBuilder();
        foreach (BoardEvent each in bench.Events().Where(each => line is null || each.Line == line))
        {
            string where = each.Line < 0 ? "-" : bench.Profile.Pins.First(pin => pin.Line == each.Line).Name;
            text.Append(CultureInfo.InvariantCulture, $"{each.At.TotalSeconds:F3} {where} {each.What}\n");
        }
        return new Answer(text.ToString());
    }

    private Refusal Unknown(string name) => new($"There is no {name}. {_names.All()}");

    private static Answer Done(string what) => new(what + "\n");

    private static PinValue? ParseLevel(string word) => word switch
    {
        "high" or "1" => PinValue.High,
        "low" or "0" => PinValue.Low,
        _ => (PinValue?)null,
    };

    private static bool TryNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
}
