using Edge.Device.Sensors;
using Edge.Device.Serial;
using Edge.Device.Simulation;
using Edge.Profiles;
using Edge.Sensing;
using Edge.Simulator.Serial;
using Edge.Tests.Device;
using Microsoft.Extensions.Time.Testing;

namespace Edge.Tests.Simulator;

/// <summary>One model, two lines: a driver hears the same in the process and through a terminal of the kernel.</summary>
public sealed class SerialLineTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private const string Device = "{name: it, model: a02yyuw, bus: serial0, inputs: {distance: wave}}";
    private const string Wave = "{name: wave, base: 2000, terms: [{shape: cosine, amplitude: 1900, every: 17s}]}";
    private const string Faults = "{kind: no-answer, device: it, from: 5s, for: 2s}, {kind: crc-error, device: it, from: 9s, for: 2s},"
        + "{kind: out-of-range, device: it, from: 13s, for: 2s}";

    [Fact]
    public void Reads_TheSameThroughBoth()
    {
        string scenario = TestBoard.Scenario(Device, Faults, Wave);
        using TestBoard inside = TestBoard.Open(scenario);
        using var here = (A02yyuw)inside.Sensor("a02yyuw", "serial0");
        var time = new FakeTimeProvider();
        using var outside = SimulatedHardware.Create(TestBoard.Profile, scenario, "test.yaml", time).Value;
        using var plug = new SerialPlug("serial0", outside.Line("serial0"));
        SerialListener? listener = null;
        using var there = new A02yyuw(DriverCatalogue.Find("a02yyuw")!, Quality.Simulated, time,
            receiver => listener = new SerialListener(plug.Path, A02yyuw.Baud, receiver));
        SpinUntil(() => listener!.IsOpen);
        var reasons = new HashSet<QualityReason>();
        for (int step = 0; step < 180; step++)
        {
            inside.Time.Pass(0.1);
            time.Pass(0.1);
            SpinUntil(() => there.Received == here.Received);
            RawValue expected = here.ReadAll(1)[0];
            Assert.Equal(expected, there.ReadAll(1)[0]);
            reasons.Add(expected.Reason);
        }
        Assert.Superset(
            new HashSet<QualityReason> { QualityReason.None, QualityReason.NoAnswer, QualityReason.ChecksumMismatch, QualityReason.OutOfRange }, reasons);
    }

    [Fact]
    public void Listens_Again_WhenALineThatWentIsBack()
    {
        string folder = Directory.CreateTempSubdirectory("edge-serial-").FullName;
        string path = Path.Combine(folder, "line");
        int heard = 0;
        using var listener = new SerialListener(path, A02yyuw.Baud, bytes => Interlocked.Add(ref heard, bytes.Length));
        for (int time = 0; time < 2; time++)
        {
            using var terminal = new PseudoTerminal();
            File.CreateSymbolicLink(path, terminal.Path);
            int before = Volatile.Read(ref heard);
            SpinUntil(() =>
            {
                terminal.Send([1]);
                return Volatile.Read(ref heard) > before;
            });
            File.Delete(path);
        }
        Directory.Delete(folder);
    }

    [Fact]
    public void Forgets_WhatFoundNoReader()
    {
        using var terminal = new PseudoTerminal();
        for (int i = 0; i < 10_000; i++) { terminal.Send([1, 2, 3, 4]); }
        int heard = 0;
        using var listener = new SerialListener(terminal.Path, A02yyuw.Baud, bytes => Interlocked.Add(ref heard, bytes.Length));
        SpinUntil(() =>
        {
            terminal.Send([5]);
            return Volatile.Read(ref heard) > 0;
        });
        Assert.InRange(heard, 1, 4096);
    }

    private static void SpinUntil(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, Patience));
}
