using System.Text.Json;
using Edge.Platform.Updates;
using Edge.Tests.Updates.Tuf;
using Edge.Updates;
using Edge.Updates.Slots;

namespace Edge.Tests.Platform.Updates;

/// <summary>No report goes before somebody could read it because another component has many.</summary>
public sealed class UpdateReportsTests
{
    private readonly MemoryDisk _disk = new();

    public UpdateReportsTests() => _disk.MakeFolder("/slots");

    private UpdateReports Reports => new(_disk, "/slots");

    private string[] Names => [.. _disk.List("/slots/reports").Select(entry => entry.Name).Order(StringComparer.Ordinal)];

    [Fact]
    public void Keeps_AnUpdateOfTheApplication_BesideManyOfTheSite()
    {
        for (int generation = 1; generation <= 40; generation++) { Add("site", generation); }
        Add("app", 3);
        Assert.Equal("app-000000000003.json", Names[0]);
        Assert.Equal(Enumerable.Range(9, 32).Select(number => $"site-{number:D12}.json"), Names[1..]);
    }

    // A state that was lost counts from the beginning: its reports are the newest all the same, for the gateway and for who counts them.
    [Fact]
    public void Numbers_WhatComesAfterALostState_BehindWhatWasThere()
    {
        for (int generation = 1; generation <= 40; generation++) { Add("app", generation); }
        Add("app", 6);
        Add("app", 12);
        Assert.Equal(["app-000000000041.json", "app-000000000042.json"], Names[^2..]);
        using JsonDocument last = JsonDocument.Parse(_disk.ReadAll("/slots/reports/app-000000000042.json", 16_384)!);
        Assert.Equal(42, last.RootElement.GetProperty("generation").GetInt64());
        Assert.Equal(32, Names.Length);
    }

    [Fact]
    public void Leaves_OneReportOfOneEnd_HoweverOftenItIsClosed()
    {
        Add("app", 7);
        byte[] first = _disk.ReadAll($"/slots/reports/{Names[0]}", 16_384)!;
        Add("app", 7, minutes: 5);
        Assert.Equal(first, _disk.ReadAll($"/slots/reports/{Assert.Single(Names)}", 16_384));
        Add("app", 7, release: "1.1.0");
        Assert.Equal(2, Names.Length);
    }

    [Fact]
    public void Passes_AFileThatIsNoReport()
    {
        _disk.MakeFolder("/slots/reports");
        _disk.Replace("/slots/reports/app-000000000009.json", "{\"clock\":7"u8);
        Add("app", 9);
        Assert.Equal(["app-000000000009.json", "app-000000000010.json"], Names);
    }

    private void Add(string component, long generation, int minutes = 0, string? release = null) => Reports.Add(
        component,
        SlotState.Empty with
        {
            Generation = generation, Phase = UpdatePhase.Committed,
            Committed = new SlotRelease(SlotName.A, release ?? $"1.0.{generation}", ContentHash.Of("manifest"u8), 1, 1),
        },
        TestRepository.Now.AddMinutes(minutes));
}
