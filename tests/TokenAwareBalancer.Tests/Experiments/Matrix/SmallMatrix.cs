using TokenAwareBalancer.Experiments.Reporting;
using TokenAwareBalancer.Experiments.Sources;

namespace TokenAwareBalancer.Experiments.Matrix;

/// <summary>The regimes of the matrix in some seconds, without a trace: few engines, few requests, all drawn.</summary>
internal static class SmallMatrix
{
    private const int Requests = 3000;

    private static readonly MatrixWorkload Conversation = MatrixWorkload.Drawn("conversation");

    public static IReadOnlyList<MatrixSetting> Settings { get; } =
    [
        new("equal", "4xa100-llama-8b", Conversation) { Loads = [0.8] },
        new("unlike", "2xh100-llama-8b,2xa100-llama-8b", Conversation) { Loads = [0.8] },
        new("prefixes", "2xh100-llama-8b,2xa100-llama-8b",
            MatrixWorkload.Drawn("tenants:count=60,in=300,out=100,prefix=4096")) { Loads = [0.8] },
        new("slots", "4xslots4,2xslots4-half", Conversation)
        {
            Loads = [0.6],
            Profiles = MatrixSettings.All.First(setting => setting.Profiles.Count > 0).Profiles,
        },
    ];

    /// <summary>One policy against others, in all of the settings.</summary>
    public static MatrixResult Run(string subject, params string[] rivals)
    {
        var plan = new MatrixPlan
        {
            Subject = subject,
            Rivals = rivals,
            Parts = [.. Settings.Select(setting => new MatrixPart(setting, CreatePlan(setting, [subject, .. rivals])))],
            LeftOut = [],
        };
        var progress = new MatrixProgress(
            ExperimentProgress.Create(TextWriter.Null, isShown: false), TextWriter.Null, TimeProvider.System);
        return MatrixRun.Run(plan, progress, TestContext.Current.CancellationToken);
    }

    private static ExperimentPlan CreatePlan(MatrixSetting setting, IReadOnlyList<string> policies) => new()
    {
        Source = MixText.Parse(setting.Workload.Mix!),
        Fleet = setting.CreateFleet(),
        Policies = policies,
        Baseline = policies[0],
        Loads = setting.Loads,
        Arrivals = setting.Arrivals,
        Seeds = [1, 2],
        Requests = Requests,
        HasPooled = false,
        ScrapePeriodSeconds = MatrixPlan.UsualScrapePeriodSeconds,
        Threads = Environment.ProcessorCount,
    };
}
