using System.Text.Json;
using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Choosing;
using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Persisting;

public sealed class SpeedSectionTests
{
    private const string Kept = """
        [{
          "group": "vllm|m|gpu=h100", "backends": ["gpu-1"],
          "costs": {
            "baseMilliseconds": 6.5, "prefillTokenMilliseconds": 0.03, "streamMilliseconds": 0.012,
            "contextTokenMilliseconds": 6e-5, "attentionPairMilliseconds": 1.3e-6
          },
          "tokenBudget": 8192, "sharesIterations": true, "confidence": 0.75, "ageSeconds": 60
        }]
        """;

    [Fact]
    public void Restore_WhatWasCaptured_KnowsTheSameAndTrustsItLess()
    {
        var section = Create();
        section.Restore(Json(Kept), TimeSpan.FromHours(56));

        var speed = section.Capture()[0];

        Assert.Equal("vllm|m|gpu=h100", speed.GetProperty("group").GetString());
        Assert.Equal("gpu-1", speed.GetProperty("backends")[0].GetString());
        Assert.Equal(6.5, speed.GetProperty("costs").GetProperty("baseMilliseconds").GetDouble());
        Assert.Equal(8192, speed.GetProperty("tokenBudget").GetInt32());
        Assert.Equal(0.375, speed.GetProperty("confidence").GetDouble(), 0.01);
    }

    [Theory]
    [InlineData("\"prefillTokenMilliseconds\": 0.03", "\"prefillTokenMilliseconds\": -1", "a cost below 0")]
    [InlineData("\"baseMilliseconds\": 6.5", "\"baseMilliseconds\": 0", "no cost of an iteration")]
    [InlineData("\"tokenBudget\": 8192", "\"tokenBudget\": 0", "a budget of 0 tokens")]
    [InlineData("\"confidence\": 0.75", "\"confidence\": 2", "a confidence beyond 0 and 1")]
    public void Restore_EditedByHandAndWrong_SaysWhat(string right, string wrong, string error)
    {
        var exception = Assert.Throws<InvalidDataException>(
            () => Create().Restore(Json(Kept.Replace(right, wrong, StringComparison.Ordinal)), TimeSpan.Zero));

        Assert.Contains(error, exception.Message, StringComparison.Ordinal);
        Assert.Contains("vllm|m|gpu=h100", exception.Message, StringComparison.Ordinal);
    }

    private static SpeedSection Create() =>
        new(new AdmissionGate(new FleetSnapshot([], [], BalancingPolicies.Default), 0, TimeProvider.System));

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
