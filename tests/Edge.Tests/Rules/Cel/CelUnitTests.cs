using Edge.Rules.Cel;

namespace Edge.Tests.Rules.Cel;

public sealed class CelUnitTests
{
    private static readonly CelEnvironment Site = CelEnvironment.Standard
        .With(
            CelVariable.Channel("air", 0, Unit.DegreeCelsius), CelVariable.Channel("soil", 1, Unit.DegreeCelsius),
            CelVariable.Channel("humidity", 2, Unit.Percent), CelVariable.Channel("ratio", 3, Unit.One),
            CelVariable.Channel("door", 4, Unit.Switch))
        .With(
            new CelFunction("mean", [CelParameter.Channel], CelType.Double, _ => (CelBody)((in _, _) => CelValue.Of(1.0))) { UnitOf = 0 },
            CelFunction.Of("sun.elevation", [], CelType.Double, (in _, _) => CelValue.Of(1.0)) with { Unit = Unit.Degree });

    [Theory]
    [InlineData("air > humidity", 6, "the value is in %", "a value in °C")]
    [InlineData("air == door", 7, "the value is in on or off", "a value in °C")]
    [InlineData("air + humidity > 1.0", 6, "the value is in %", "a value in °C")]
    [InlineData("-air - (humidity + 1.0) > 1.0", 8, "the value is in %", "a value in °C")]
    [InlineData("mean(air) > mean(humidity)", 12, "the value is in %", "a value in °C")]
    [InlineData("sun.elevation() < air", 18, "the value is in °C", "a value in °")]
    [InlineData("(door == 1.0 ? air : humidity) > 1.0", 21, "the value is in %", "a value in °C")]
    [InlineData("air in [humidity, humidity + 1.0]", 0, "the value is in °C", "a value in %")]
    [InlineData("math.greatest(air, humidity) > 1.0", 19, "the value is in %", "a value in °C")]
    [InlineData("math.least(1.0, air, soil, humidity) > 1.0", 27, "the value is in %", "a value in °C")]
    [InlineData("math.greatest([air, soil]) > humidity", 29, "the value is in %", "a value in °C")]
    [InlineData("dyn(air) > humidity", 11, "the value is in %", "a value in °C")]
    [InlineData("int(math.round(air)) == int(humidity)", 24, "the value is in %", "a value in °C")]
    [InlineData("[air, soil][0] > humidity", 17, "the value is in %", "a value in °C")]
    [InlineData("[air, soil].exists(x, x > humidity)", 26, "the value is in %", "a value in °C")]
    [InlineData("[air, soil].map(x, x + 1.0).filter(x, x > 1.0).all(i, x, x > humidity)", 61, "the value is in %", "a value in °C")]
    public void Refuses_QuantitiesThatDoNotGoTogether(string text, int offset, string problem, string expected)
    {
        CelError error = Assert.Single(CelProgram.Compile(text, Site).Errors);
        Assert.Equal((offset, problem, expected), (error.Offset, error.Problem, error.Expected));
    }

    [Theory]
    [InlineData("air > soil && air - soil > 2.0 && mean(air) > soil + 1.0")]
    [InlineData("air > 20.0 && humidity > 20 && sun.elevation() < -6.0")]
    [InlineData("ratio > air && air > ratio * humidity")]
    [InlineData("air * 2.0 > humidity / 3.0")]
    [InlineData("[air, humidity].all(x, x > 3.0) && air in [1.0, soil]")]
    [InlineData("math.greatest(air, 3.0, soil) > 2.0 && math.least(ratio, humidity) > 1.0")]
    public void Accepts_WhatGoesTogether(string text) => Assert.Empty(CelProgram.Compile(text, Site).Errors);

    [Fact]
    public void Asks_NoUnitsOfWhatIsNotChecked() =>
        Assert.True(CelProgram.CompileUnchecked("air > humidity", Site).IsOk);
}
