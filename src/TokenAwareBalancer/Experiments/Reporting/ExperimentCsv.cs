using System.Globalization;
using TokenAwareBalancer.Experiments.Fleets;
using TokenAwareBalancer.Experiments.Running;
using TokenAwareBalancer.Simulating;

namespace TokenAwareBalancer.Experiments.Reporting;

/// <summary>One row for each measured request of each run; times in seconds, empty for what never was.</summary>
internal sealed class ExperimentCsv
{
    private const string Head = "load,seed,policy,index,tenant,arrival_seconds,dispatch_seconds,ttft_seconds,"
        + "tpot_seconds,e2e_seconds,prompt_tokens,output_tokens,cached_tokens,preemptions,backend";

    private readonly ExperimentPlan _plan;
    private readonly TextWriter _output;

    public ExperimentCsv(ExperimentPlan plan, TextWriter output)
    {
        (_plan, _output) = (plan, output);
        output.WriteLine(Head);
    }

    /// <summary>Those of one load, before they are released.</summary>
    public void Write(IEnumerable<RunOutcome> runs)
    {
        foreach (var run in runs)
        {
            var isPooled = run.Key.Policy == PooledEngine.Name;
            for (var index = 0; index < run.Records!.Length; index++)
            {
                var backend = run.Records[index].Backend;
                var name = backend < 0 ? "" : isPooled ? PooledEngine.Name : _plan.Fleet.Backends[backend].Name;
                _output.WriteLine(Row(run.Key, index, run.Records[index], name));
            }
        }
    }

    private static string Row(RunKey key, int index, in RequestRecord record, string backend) => string.Create(
        CultureInfo.InvariantCulture,
        $"{key.Load},{key.Seed},{key.Policy},{index},{record.Tenant},{record.ArrivalSeconds:0.######},")
        + $"{Seconds(record.DispatchSeconds)},{Seconds(record.TimeToFirstTokenSeconds)},"
        + $"{Seconds(record.TimePerOutputTokenSeconds)},{Seconds(record.DurationSeconds)},"
        + string.Create(CultureInfo.InvariantCulture,
            $"{record.PromptTokens},{record.OutputTokens},{record.CachedTokens},{record.Preemptions},{backend}");

    private static string Seconds(double seconds) =>
        double.IsNaN(seconds) ? "" : seconds.ToString("0.######", CultureInfo.InvariantCulture);
}
