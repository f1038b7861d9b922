using Edge.Collector.Store;

namespace Edge.Collector.Ingest;

/// <summary>Opens, a few at a time, what could not be opened when it came: batches whose epoch arrived after them.</summary>
public sealed class OpeningLoop(CollectorStore store, LiveFeed live, TimeProvider time, ILogger<OpeningLoop> logger)
    : BackgroundService
{
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                long known = live.Sequence;
                Result<bool, StoreFault> more = store.OpenSomeWaiting();
                if (!more.IsOk)
                {
                    Log.StoreFailed(logger, more.Reason.ToString());
                    await Task.Delay(AfterFault, time, stoppingToken);
                }
                else if (more.Value)
                {
                    live.Notify();
                }
                else
                {
                    await live.WaitAsync(known).WaitAsync(stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The rest is opened after the next start.
        }
    }
}
